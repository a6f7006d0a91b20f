/** Nodes of a chunk; most paths between the hubs of a faction fit two. */
const CHUNK_NODES = 16;

/** Stands for no chunk, no path. */
export const NO_PATH = -1;

/** Stands for no node. */
export const NO_NODE = -1;

/** Paths of any length in one array: chains of chunks, so that what one path gives back any other can use. */
export class PathPool {
  readonly #nodes: Uint32Array;
  /** The chunk that follows, of a path or among the free ones. */
  readonly #next: Int32Array;
  #firstFree = NO_PATH;
  #freeCount = 0;

  /** Room for `nodesMax` nodes, less what the last chunks of paths leave empty. */
  constructor(nodesMax: number) {
    const chunks = Math.ceil(nodesMax / CHUNK_NODES);
    this.#nodes = new Uint32Array(chunks * CHUNK_NODES);
    this.#next = new Int32Array(chunks);
    this.clear();
  }

  clear(): void {
    const last = this.#next.length - 1;
    for (let chunk = 0; chunk <= last; chunk++) this.#next[chunk] = chunk < last ? chunk + 1 : NO_PATH;
    this.#firstFree = last < 0 ? NO_PATH : 0;
    this.#freeCount = last + 1;
  }

  /** Whether a path of so many nodes can be stored now. */
  hasRoom(count: number): boolean {
    return Math.ceil(count / CHUNK_NODES) <= this.#freeCount;
  }

  /** Keeps the first `count` nodes, at least one, and returns the path's number. Only when there is room. */
  store(nodes: Uint32Array, count: number): number {
    const head = this.#firstFree;
    let last = head;
    for (let i = 0; i < count; i += CHUNK_NODES) {
      const chunk = this.#firstFree;
      this.#firstFree = this.#next[chunk];
      this.#freeCount--;
      const end = Math.min(count, i + CHUNK_NODES);
      for (let j = i; j < end; j++) this.#nodes[chunk * CHUNK_NODES + j - i] = nodes[j];
      last = chunk;
    }
    this.#next[last] = NO_PATH;
    return head;
  }

  free(path: number): void {
    let last = path;
    this.#freeCount++;
    while (this.#next[last] !== NO_PATH) {
      last = this.#next[last];
      this.#freeCount++;
    }
    this.#next[last] = this.#firstFree;
    this.#firstFree = path;
  }

  read(path: number, count: number, into: Uint32Array): void {
    let chunk = path;
    for (let i = 0; i < count; i += CHUNK_NODES) {
      const end = Math.min(count, i + CHUNK_NODES);
      for (let j = i; j < end; j++) into[j] = this.#nodes[chunk * CHUNK_NODES + j - i];
      chunk = this.#next[chunk];
    }
  }

  /** Where on a path of `count` nodes a node is; NO_NODE when nowhere. */
  placeOf(path: number, count: number, node: number): number {
    let chunk = path;
    for (let i = 0; i < count; i += CHUNK_NODES) {
      const end = Math.min(count, i + CHUNK_NODES);
      for (let j = i; j < end; j++) if (this.#nodes[chunk * CHUNK_NODES + j - i] === node) return j;
      chunk = this.#next[chunk];
    }
    return NO_NODE;
  }

  /** The node at a place of a path; NO_NODE outside it. */
  nodeAt(path: number, count: number, place: number): number {
    if (place < 0 || place >= count) return NO_NODE;
    let chunk = path;
    for (let skipped = CHUNK_NODES; skipped <= place; skipped += CHUNK_NODES) chunk = this.#next[chunk];
    return this.#nodes[chunk * CHUNK_NODES + (place % CHUNK_NODES)];
  }
}
