import { defineStore, u8, u32 } from '../../components/store.ts';

/** How rested an entity is. */
export const Stamina = defineStore('entity', {
  points: u8('0 exhausted .. 100 fresh'),
  restedTick: u32('tick of the last rest'),
});
