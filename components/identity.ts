import { defineStore, u8 } from './store.ts';

/** What an entity is. An id is reused after a death; the generation tells the uses apart. */
export const Identity = defineStore('entity', {
  kind: u8('ENTITY_KIND; 0 = no entity has this id'),
  faction: u8('1-7, 0 none'),
  generation: u8('raised at each despawn, modulo 256'),
});
