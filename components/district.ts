import { defineStore, u8 } from './store.ts';

/** A territory of the world graph. */
export const District = defineStore('district', {
  owner: u8('faction 1-7, 0 neutral'),
});
