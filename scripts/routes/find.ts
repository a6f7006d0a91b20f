import type { TerritoryGraph } from '../../src/territory/graph.ts';
import { districtPlace, findPlace, type Place } from '../territory/places.ts';

/** Names offered in place of one that is not there. */
const OFFERED_MAX = 4;

/** The district that an option names by its id, name or index. Throws with what is nearest. */
export function findDistrict(graph: TerritoryGraph, option: string, text: string): Place {
  let place: Place;
  try {
    place = findPlace(graph, text);
  } catch (error) {
    const { message } = error as Error;
    if (!message.startsWith('found no district')) throw new Error(`--${option}: ${message}`);
    throw new Error(
      `--${option}: found no district "${text}", allowed: an id, a name, or an index from 0 to ` +
        `${graph.districtCount - 1}; nearest: ${offered(graph, text).join(', ')}`,
    );
  }
  return districtPlace(graph, place.district);
}

/** Names most like `text`, each with the id that is of use where several share one. */
function offered(graph: TerritoryGraph, text: string): string[] {
  const distances = graph.districtNames.map((name, district) => ({
    district,
    distance: Math.min(wordDistance(text, name), wordDistance(text, graph.districtIds[district])),
  }));
  return distances
    .sort((one, other) => one.distance - other.distance || one.district - other.district)
    .slice(0, OFFERED_MAX)
    .map(({ district }) => `${graph.districtNames[district]} (${graph.districtIds[district]})`);
}

/** A faction by number or name, 1 to 7. Throws with the names there are. */
export function findFaction(names: readonly string[], text: string): number {
  const named = names.findIndex((name, number) => number > 0 && name.toLowerCase() === text.toLowerCase());
  if (named > 0) return named;
  if (/^\d$/.test(text) && Number(text) > 0 && Number(text) < names.length) return Number(text);
  const byDistance = names.slice(1).sort((one, other) => wordDistance(text, one) - wordDistance(text, other));
  throw new Error(
    `--faction: found "${text}", allowed: 1-${names.length - 1}, ${names.slice(1).join(', ')}; ` +
      `nearest: ${byDistance[0]}`,
  );
}

/** Letters that have to be inserted, deleted or replaced to make one word of the other, whatever their case. */
function wordDistance(one: string, other: string): number {
  const from = one.toLowerCase();
  const to = other.toLowerCase();
  let before = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const now = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = before[column - 1] + (from[row - 1] === to[column - 1] ? 0 : 1);
      now.push(Math.min(replaced, before[column] + 1, now[column - 1] + 1));
    }
    before = now;
  }
  return before[to.length];
}
