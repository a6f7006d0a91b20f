import { z } from 'zod';
import { choice, flag, section, text, wholeNumber } from './knob.ts';

const inhabitants = section('Who lives in the world besides the players.', {
  patrols: wholeNumber({
    unit: 'patrols',
    min: 0,
    max: 100000,
    default: 2000,
    effect: 'Patrols of the seven factions that a new world starts with.',
  }),
  roam: choice(['territories', 'open'], {
    default: 'territories',
    effect:
      'How patrols walk: legs inside and between neighboring districts, or straight legs in random directions.',
  }),
  forts: flag({
    default: true,
    effect:
      "Whether forts stand at the control points of districts with a depot, and bases at the factions' hubs.",
  }),
  minds: flag({
    default: true,
    effect:
      'Whether factions are led by minds, as factions.yaml describes them; without, patrols roam as they like.',
  }),
});

/** world.yaml: which world runs and how it is cut up for sending. */
export const worldSchema = z.strictObject({
  file: text({
    lengthMin: 1,
    lengthMax: 4096,
    default: 'worlds/us-counties.json',
    effect: 'World file to run. Relative to the directory the server is started in.',
  }),
  seed: wholeNumber({
    min: 0,
    max: 4294967295,
    default: 1,
    effect: 'Start of every random choice: the same world file, settings and seed give the same world.',
  }),
  sectorSizeMeters: wholeNumber({
    unit: 'meters',
    min: 50,
    max: 8000,
    default: 1000,
    effect:
      'Side of a sector, the unit in which the world is sent: smaller sends less around a player, in more pieces.',
  }),
  viewRadiusSectors: wholeNumber({
    unit: 'sectors',
    min: 1,
    max: 6,
    default: 2,
    effect: 'How many sectors a player sees in each direction around its own.',
  }),
  viewHysteresisPercent: wholeNumber({
    unit: '% of a sector',
    min: 0,
    max: 50,
    default: 20,
    effect:
      'How far a viewer goes past a sector border before its view moves; 0 resends whole sectors to whoever walks along a border.',
  }),
  hashCheckIntervalTicks: wholeNumber({
    unit: 'ticks (1/60 s)',
    min: 1,
    max: 36000,
    default: 60,
    effect:
      'How often the hash of a sector is computed. Clients that are sent something in that tick are told it, to prove that they hold what they should.',
  }),
  summaries: choice(['all', 'own', 'none'], {
    default: 'own',
    effect:
      'Of whose units players are told how many are where, beyond their view: of all, of their own faction, of none. ' +
      'Observers hear all.',
  }),
  inhabitants,
});

export type WorldConfig = z.output<typeof worldSchema>;
