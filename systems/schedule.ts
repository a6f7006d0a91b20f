import { answerThreats } from './answer-threats.ts';
import { buryFallen } from './bury-fallen.ts';
import { chooseViews } from './choose-views.ts';
import { directEvents } from './direct-events.ts';
import { dispatchConvoys } from './dispatch-convoys.ts';
import { disturbRoads } from './disturb-roads.ts';
import { driveConvoys } from './drive-convoys.ts';
import { encodeArrivals } from './encode-arrivals.ts';
import { encodeChanges } from './encode-changes.ts';
import { encodeForecasts } from './encode-forecasts.ts';
import { encodeSlowStreams } from './encode-slow-streams.ts';
import { endSessions } from './end-sessions.ts';
import { followFront } from './follow-front.ts';
import { foreseeTurns } from './foresee-turns.ts';
import { guideAbsent } from './guide-absent.ts';
import { indexSectors } from './index-sectors.ts';
import { keepRoutes } from './keep-routes.ts';
import { leadSquads } from './lead-squads.ts';
import { mendFighters } from './mend-fighters.ts';
import { moveEntities } from './move-entities.ts';
import { musterSquads } from './muster-squads.ts';
import { planOperations } from './plan-operations.ts';
import { planStrategy } from './plan-strategy.ts';
import { produceGoods } from './produce-goods.ts';
import { pursueTargets } from './pursue-targets.ts';
import { raiseFallen } from './raise-fallen.ts';
import { refreshProperties } from './refresh-properties.ts';
import { sampleStanding } from './sample-standing.ts';
import { ACCESS } from './schedule-access.ts';
import type { ScheduleRow } from './schedule-row.ts';
import { sealTick } from './seal-tick.ts';
import { searchSupply } from './search-supply.ts';
import { seekTargets } from './seek-targets.ts';
import { settleRaids } from './settle-raids.ts';
import { shedSpectators } from './shed-spectators.ts';
import { spreadPressure } from './spread-pressure.ts';
import { steerAvatars } from './steer-avatars.ts';
import { steerPatrols } from './steer-patrols.ts';
import { stepTerritories } from './step-territories.ts';
import { strikeTargets } from './strike-targets.ts';
import { takeInbox } from './take-inbox.ts';
import { tellCrowds } from './tell-crowds.ts';
import { tellMinds } from './tell-minds.ts';
import { tellRoutes } from './tell-routes.ts';
import { tellTerritories } from './tell-territories.ts';
import { watchBattles } from './watch-battles.ts';
import { workObjectives } from './work-objectives.ts';

/**
 * One tick, top to bottom. A test compares every store from before and after every system, and fails on a
 * write that is not declared in schedule-access.ts, and on one that is declared and never made; docs/TICK.md is
 * printed from this table.
 */
export const SCHEDULE: readonly ScheduleRow[] = [
  {
    phase: 'intake',
    name: 'takeInbox',
    run: takeInbox,
    ...ACCESS.takeInbox,
    because: 'all of the tick sees the same input: what came later waits for the next tick',
  },
  {
    phase: 'intake',
    name: 'endSessions',
    run: endSessions,
    ...ACCESS.endSessions,
    because: 'a session resumed in this very tick must not end in it',
  },
  {
    phase: 'intake',
    name: 'shedSpectators',
    run: shedSpectators,
    ...ACCESS.shedSpectators,
    because: 'the rung of this tick is known, and so is who resumed in it',
  },
  {
    phase: 'decide',
    name: 'dispatchConvoys',
    run: dispatchConvoys,
    ...ACCESS.dispatchConvoys,
    because: 'a convoy sets out on roads as they were at the end of the last tick, and drives in this one',
  },
  {
    phase: 'decide',
    name: 'mendFighters',
    run: mendFighters,
    ...ACCESS.mendFighters,
    because: 'who mends or shakes off an effect now does so before anybody decides by it',
  },
  {
    phase: 'decide',
    name: 'raiseFallen',
    run: raiseFallen,
    ...ACCESS.raiseFallen,
    because: 'who comes back takes part in the whole of this tick',
  },
  {
    phase: 'decide',
    name: 'answerThreats',
    run: answerThreats,
    ...ACCESS.answerThreats,
    because: 'what happened in the last tick is answered in this one, before minds spend their time on plans',
  },
  {
    phase: 'decide',
    name: 'planOperations',
    run: planOperations,
    ...ACCESS.planOperations,
    because: 'goals that took effect in the last tick are gone about; it takes what time the answers left',
  },
  {
    phase: 'decide',
    name: 'planStrategy',
    run: planStrategy,
    ...ACCESS.planStrategy,
    because: 'it takes what time is left',
  },
  {
    phase: 'decide',
    name: 'musterSquads',
    run: musterSquads,
    ...ACCESS.musterSquads,
    because: 'who fell in the last tick is missed, and who came back is there to serve',
  },
  {
    phase: 'decide',
    name: 'leadSquads',
    run: leadSquads,
    ...ACCESS.leadSquads,
    because: 'what was decided above becomes orders of this tick',
  },
  {
    phase: 'decide',
    name: 'guideAbsent',
    run: guideAbsent,
    ...ACCESS.guideAbsent,
    because: 'who follows its faction goes where the squads were sent just now',
  },
  {
    phase: 'move',
    name: 'steerPatrols',
    run: steerPatrols,
    ...ACCESS.steerPatrols,
    because: 'a leg ends at the tick it was planned for, before anybody moves on',
  },
  {
    phase: 'move',
    name: 'steerAvatars',
    run: steerAvatars,
    ...ACCESS.steerAvatars,
    because: 'an order of this tick sets the course of this tick',
  },
  {
    phase: 'move',
    name: 'driveConvoys',
    run: driveConvoys,
    ...ACCESS.driveConvoys,
    because: 'a convoy turns at the tick in which it reaches a center, before anybody moves on',
  },
  {
    phase: 'move',
    name: 'pursueTargets',
    run: pursueTargets,
    ...ACCESS.pursueTargets,
    because: 'all others have set their courses: a fight comes before a walk',
  },
  {
    phase: 'move',
    name: 'moveEntities',
    run: moveEntities,
    ...ACCESS.moveEntities,
    because: 'all courses are set: a client that adds the same course arrives at the same place',
  },
  {
    phase: 'move',
    name: 'indexSectors',
    run: indexSectors,
    ...ACCESS.indexSectors,
    because: 'everything after it looks for entities by place, and places are final now',
  },
  {
    phase: 'resolve',
    name: 'seekTargets',
    run: seekTargets,
    ...ACCESS.seekTargets,
    because: 'everybody has moved: who is in sight of whom is known',
  },
  {
    phase: 'resolve',
    name: 'refreshProperties',
    run: refreshProperties,
    ...ACCESS.refreshProperties,
    because: 'nothing that changes a property comes between this and the strikes',
  },
  {
    phase: 'resolve',
    name: 'strikeTargets',
    run: strikeTargets,
    ...ACCESS.strikeTargets,
    because: 'all strike as things are now: who strikes first by id has no advantage',
  },
  {
    phase: 'resolve',
    name: 'buryFallen',
    run: buryFallen,
    ...ACCESS.buryFallen,
    because: 'every strike of the tick has landed, also those of the fallen',
  },
  {
    phase: 'resolve',
    name: 'watchBattles',
    run: watchBattles,
    ...ACCESS.watchBattles,
    because: 'who fought in this tick is known',
  },
  {
    phase: 'resolve',
    name: 'directEvents',
    run: directEvents,
    ...ACCESS.directEvents,
    because: 'an event takes hold in the tick in which it is told',
  },
  {
    phase: 'resolve',
    name: 'settleRaids',
    run: settleRaids,
    ...ACCESS.settleRaids,
    because: 'who fell in this tick neither raids nor defends',
  },
  {
    phase: 'resolve',
    name: 'sampleStanding',
    run: sampleStanding,
    ...ACCESS.sampleStanding,
    because: 'everybody has moved; who stands where decides what is gained below',
  },
  {
    phase: 'resolve',
    name: 'workObjectives',
    run: workObjectives,
    ...ACCESS.workObjectives,
    because: 'what a player has achieved counts before the step of this tick decides who holds the place',
  },
  {
    phase: 'resolve',
    name: 'stepTerritories',
    run: stepTerritories,
    ...ACCESS.stepTerritories,
    because: 'presence and objectives of this tick are in',
  },
  {
    phase: 'resolve',
    name: 'searchSupply',
    run: searchSupply,
    ...ACCESS.searchSupply,
    because: 'land that changed hands in this tick is searched from this tick on',
  },
  {
    phase: 'resolve',
    name: 'spreadPressure',
    run: spreadPressure,
    ...ACCESS.spreadPressure,
    because: 'it only looks; whoever plans by it reads it in the next tick',
  },
  {
    phase: 'resolve',
    name: 'produceGoods',
    run: produceGoods,
    ...ACCESS.produceGoods,
    because: 'land that changed hands in this tick already works for its new owner',
  },
  {
    phase: 'resolve',
    name: 'disturbRoads',
    run: disturbRoads,
    ...ACCESS.disturbRoads,
    because: 'what begins or ends here is on the roads below',
  },
  {
    phase: 'resolve',
    name: 'followFront',
    run: followFront,
    ...ACCESS.followFront,
    because: 'nothing changes a territory any more in this tick, and every route is to know',
  },
  {
    phase: 'resolve',
    name: 'keepRoutes',
    run: keepRoutes,
    ...ACCESS.keepRoutes,
    because: 'routes were judged just now; what is asked here is put to the route workers after the tick',
  },
  {
    phase: 'replicate',
    name: 'tellTerritories',
    run: tellTerritories,
    ...ACCESS.tellTerritories,
    because: 'nothing changes a territory any more in this tick',
  },
  {
    phase: 'replicate',
    name: 'tellRoutes',
    run: tellRoutes,
    ...ACCESS.tellRoutes,
    because: 'as tellTerritories: a route and the territory that changed it are told in one message',
  },
  {
    phase: 'replicate',
    name: 'tellMinds',
    run: tellMinds,
    ...ACCESS.tellMinds,
    because: 'as tellTerritories',
  },
  {
    phase: 'replicate',
    name: 'tellCrowds',
    run: tellCrowds,
    ...ACCESS.tellCrowds,
    because: 'everybody has moved, and who fell in this tick counts no more',
  },
  {
    phase: 'replicate',
    name: 'foreseeTurns',
    run: foreseeTurns,
    ...ACCESS.foreseeTurns,
    because: 'all courses of this tick are taken; encodeChanges leaves out what clients know already',
  },
  {
    phase: 'replicate',
    name: 'encodeChanges',
    run: encodeChanges,
    ...ACCESS.encodeChanges,
    because: 'it must use the views that clients have had so far: chooseViews moves them',
  },
  {
    phase: 'replicate',
    name: 'encodeArrivals',
    run: encodeArrivals,
    ...ACCESS.encodeArrivals,
    because: 'as encodeChanges; after it, because both build chains in the same memory',
  },
  {
    phase: 'replicate',
    name: 'encodeSlowStreams',
    run: encodeSlowStreams,
    ...ACCESS.encodeSlowStreams,
    because: 'as encodeArrivals; clients read what is new of a fast stream before what is old of a slow one',
  },
  {
    phase: 'replicate',
    name: 'chooseViews',
    run: chooseViews,
    ...ACCESS.chooseViews,
    because: 'a keyframe holds the state after this tick, so nothing of this tick may follow it',
  },
  {
    phase: 'replicate',
    name: 'encodeForecasts',
    run: encodeForecasts,
    ...ACCESS.encodeForecasts,
    because: 'it is of the next ticks, for the views as they are now, and must not decide whose view moves',
  },
  {
    phase: 'seal',
    name: 'sealTick',
    run: sealTick,
    ...ACCESS.sealTick,
    because: 'ids of the dead are given again only when their end has been told',
  },
];
