import { type RouteGraph, UNREACHABLE } from '../routing/route-graph.ts';

/**
 * For every node the source that is nearest by length (Dijkstra from all sources at once), the lowest of equals; -1
 * where no source can be reached. Worked out once when a world begins.
 */
export class NearestSources {
  readonly sourceOf: Int32Array;
  /** Decimeters to it. */
  readonly distance: Uint32Array;
  /** Binary heap of nodes by distance, then source; `#place` is where a node lies in it, -1 = it does not. */
  readonly #heap: number[] = [];
  readonly #place: Int32Array;

  constructor(graph: RouteGraph, sources: readonly number[]) {
    this.sourceOf = new Int32Array(graph.nodeCount).fill(-1);
    this.distance = new Uint32Array(graph.nodeCount).fill(UNREACHABLE);
    this.#place = new Int32Array(graph.nodeCount).fill(-1);
    sources.forEach((node, source) => {
      this.#reach(node, 0, source);
    });
    while (this.#heap.length > 0) {
      const node = this.#takeNearest();
      for (let edge = graph.start[node]; edge < graph.start[node + 1]; edge++) {
        this.#reach(graph.target[edge], this.distance[node] + graph.length[edge], this.sourceOf[node]);
      }
    }
  }

  #reach(node: number, distance: number, source: number): void {
    const known = this.distance[node];
    if (distance > known || (distance === known && source >= this.sourceOf[node])) return;
    this.distance[node] = distance;
    this.sourceOf[node] = source;
    if (this.#place[node] < 0) this.#place[node] = this.#heap.push(node) - 1;
    let at = this.#place[node];
    for (let parent = (at - 1) >> 1; at > 0 && this.#isBefore(node, this.#heap[parent]); ) {
      this.#put(this.#heap[parent], at);
      at = parent;
      parent = (at - 1) >> 1;
    }
    this.#put(node, at);
  }

  #takeNearest(): number {
    const nearest = this.#heap[0];
    const last = this.#heap.pop()!;
    this.#place[nearest] = -1;
    if (last === nearest) return nearest;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#heap.length) break;
      if (child + 1 < this.#heap.length && this.#isBefore(this.#heap[child + 1], this.#heap[child])) child++;
      if (!this.#isBefore(this.#heap[child], last)) break;
      this.#put(this.#heap[child], at);
      at = child;
    }
    this.#put(last, at);
    return nearest;
  }

  #put(node: number, at: number): void {
    this.#heap[at] = node;
    this.#place[node] = at;
  }

  #isBefore(a: number, b: number): boolean {
    return (
      this.distance[a] < this.distance[b] ||
      (this.distance[a] === this.distance[b] && this.sourceOf[a] < this.sourceOf[b])
    );
  }
}
