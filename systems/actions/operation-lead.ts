import { TEMPLATE } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { STEP } from '../../src/ai/templates.ts';
import { homeOf } from './home.ts';
import { nextStepOf, sideOf, stepOf } from './operation-clock.ts';
import { adoptConvoy, follow } from './operation-escort.ts';
import { force } from './operation-force.ts';
import { hunt } from './operation-hunt.ts';
import { march } from './operation-march.ts';
import { standAt } from './operation-posts.ts';
import { sendHome, standDown } from './squad-orders.ts';
import { releaseSquad, squadDistrict } from './squads.ts';

/** Gives the squads of an operation the orders of its step. */
export function leadForce(world: World, row: number): void {
  const step = stepOf(world, row);
  if (step === STEP.muster) muster(world);
  else if (step === STEP.withdraw) withdraw(world, row);
  else if (world.operation.template[row] === TEMPLATE.escort) {
    adoptConvoy(world, row);
    follow(world, row);
  } else {
    // Who comes late goes on marching while the others work, and who comes early does not wait for the others.
    march(world, row);
    work(world, row, step === STEP.march ? nextStepOf(world, row) : step);
  }
}

function muster(world: World): void {
  for (let i = 0; i < force.count; i++) {
    sendHome(world, force.squads[i], force.members[i], force.sizes[i]);
  }
}

/** Sends the squads home; each is free as soon as its leader is there. */
function withdraw(world: World, row: number): void {
  const home = homeOf(world, sideOf(row));
  for (let i = 0; i < force.count; i++) {
    const squad = force.squads[i];
    standDown(world, force.members[i], force.sizes[i]);
    sendHome(world, squad, force.members[i], force.sizes[i]);
    if (home < 0 || squadDistrict(world, squad) === home) releaseSquad(world, squad);
  }
}

/** Has the squads that have arrived do what they came for. */
function work(world: World, row: number, step: number): void {
  const { operation, squad: squads } = world;
  const isBlockade = operation.template[row] === TEMPLATE.blockade;
  for (let i = 0; i < force.count; i++) {
    if (squads.arrivedTick[force.squads[i]] === 0) continue;
    // The first squad of a blockade keeps the place, unless it is the only one.
    const hunts = step === STEP.hunt && !(isBlockade && i === 0 && force.count > 1);
    if (hunts) hunt(world, i);
    else if (step !== STEP.settle) standAt(world, i);
  }
}
