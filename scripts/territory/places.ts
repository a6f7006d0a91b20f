import { LEVEL } from '../../components/territory-rules.ts';
import type { TerritoryGraph } from '../../src/territory/graph.ts';

/** A territory that somebody asks about. */
export interface Place {
  readonly level: number;
  readonly index: number;
  readonly id: string;
  readonly name: string;
  /** The district, or the one that the control point is in. */
  readonly district: number;
}

/** Names listed where several districts are called the same. */
const LISTED_MAX = 8;

/**
 * The territory that `text` names: the id, name or index of a district, or `DISTRICT/N` for its N-th control point,
 * from 1. An id comes before a name and a name before an index, as ids may be numbers. Throws with what is allowed.
 */
export function findPlace(graph: TerritoryGraph, text: string): Place {
  const point = /^(?<district>.+)\/(?<number>\d+)$/.exec(text)?.groups;
  const district = findDistrict(graph, point?.['district'] ?? text);
  return point ? pointPlace(graph, district, Number(point['number'])) : districtPlace(graph, district);
}

export function districtPlace(graph: TerritoryGraph, district: number): Place {
  const id = graph.districtIds[district];
  return { level: LEVEL.district, index: district, id, name: graph.districtNames[district], district };
}

/** The `number`-th control point of a district, from 1. Throws when there is none. */
export function pointPlace(graph: TerritoryGraph, district: number, number: number): Place {
  const first = graph.controlPointStart[district];
  const count = graph.controlPointStart[district + 1] - first;
  const name = graph.districtNames[district];
  if (number < 1 || number > count) {
    throw new Error(`found ${name}/${number}, allowed: ${name}/1 to ${name}/${count}`);
  }
  const id = `${graph.districtIds[district]}/${number}`;
  return { level: LEVEL.controlPoint, index: first + number - 1, id, name: `${name}/${number}`, district };
}

function findDistrict(graph: TerritoryGraph, text: string): number {
  const byId = graph.districtIds.indexOf(text);
  if (byId >= 0) return byId;
  const wanted = text.toLowerCase();
  const named = graph.districtNames.flatMap((name, index) => (name.toLowerCase() === wanted ? [index] : []));
  if (named.length === 1) return named[0];
  if (named.length > 1) {
    const ids = named.slice(0, LISTED_MAX).map((index) => {
      return `${graph.districtIds[index]} (${graph.regionNames[graph.districtRegion[index]]})`;
    });
    const rest = named.length > LISTED_MAX ? ` and ${named.length - LISTED_MAX} more` : '';
    throw new Error(
      `found ${named.length} districts called "${text}", allowed: the id of one: ${ids.join(', ')}${rest}`,
    );
  }
  if (/^\d{1,9}$/.test(text) && Number(text) < graph.districtCount) return Number(text);
  throw new Error(
    `found no district "${text}", allowed: an id, a name, an index from 0 to ${graph.districtCount - 1}, ` +
      'or DISTRICT/N for a control point',
  );
}
