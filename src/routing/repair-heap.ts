/** Children of a slot. Four halve the depth of a binary heap and lie side by side in memory. */
const ARITY_SHIFT = 2;
const SLOTS_FIRST = 256;

/**
 * A priority queue of nodes, least (key, node) first, in which a key may rise as well as fall and a node may be taken
 * out. It grows with the repairs it meets: of the many fields of a desk most never hold more than a few hundred
 * nodes.
 */
export class RepairHeap {
  #nodes = new Uint32Array(SLOTS_FIRST);
  #keys = new Uint32Array(SLOTS_FIRST);
  /** Slot + 1 of each node; 0 = not in the heap. */
  readonly #places: Uint32Array;
  #count = 0;

  constructor(nodeCount: number) {
    this.#places = new Uint32Array(nodeCount);
  }

  get count(): number {
    return this.#count;
  }

  /** The node of the least key, the lowest of equals. Only when there is one. */
  first(): number {
    return this.#nodes[0];
  }

  clear(): void {
    for (let slot = 0; slot < this.#count; slot++) this.#places[this.#nodes[slot]] = 0;
    this.#count = 0;
  }

  /** Puts a node in, or gives it another key. */
  set(node: number, key: number): void {
    const place = this.#places[node];
    if (place === 0) {
      if (this.#count === this.#nodes.length) this.#grow();
      this.#rise(this.#count++, node, key);
    } else if (key < this.#keys[place - 1]) this.#rise(place - 1, node, key);
    else if (key > this.#keys[place - 1]) this.#sink(place - 1, node, key);
  }

  /** Takes a node out, if it is in. */
  remove(node: number): void {
    const place = this.#places[node];
    if (place === 0) return;
    this.#places[node] = 0;
    const slot = place - 1;
    const last = --this.#count;
    if (slot === last) return;
    const movedNode = this.#nodes[last];
    const movedKey = this.#keys[last];
    const key = this.#keys[slot];
    if (movedKey < key || (movedKey === key && movedNode < node)) this.#rise(slot, movedNode, movedKey);
    else this.#sink(slot, movedNode, movedKey);
  }

  #rise(start: number, node: number, key: number): void {
    const nodes = this.#nodes;
    const keys = this.#keys;
    let slot = start;
    while (slot > 0) {
      const parent = (slot - 1) >> ARITY_SHIFT;
      if (keys[parent] < key || (keys[parent] === key && nodes[parent] < node)) break;
      this.#move(parent, slot);
      slot = parent;
    }
    this.#put(slot, node, key);
  }

  #sink(start: number, node: number, key: number): void {
    const nodes = this.#nodes;
    const keys = this.#keys;
    const count = this.#count;
    let slot = start;
    for (;;) {
      const child = (slot << ARITY_SHIFT) + 1;
      if (child >= count) break;
      const end = Math.min(count, child + (1 << ARITY_SHIFT));
      let least = child;
      for (let other = child + 1; other < end; other++) {
        if (keys[other] < keys[least] || (keys[other] === keys[least] && nodes[other] < nodes[least]))
          least = other;
      }
      if (key < keys[least] || (key === keys[least] && node < nodes[least])) break;
      this.#move(least, slot);
      slot = least;
    }
    this.#put(slot, node, key);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#nodes[from], this.#keys[from]);
  }

  #put(slot: number, node: number, key: number): void {
    this.#nodes[slot] = node;
    this.#keys[slot] = key;
    this.#places[node] = slot + 1;
  }

  #grow(): void {
    const nodes = new Uint32Array(this.#nodes.length * 2);
    const keys = new Uint32Array(nodes.length);
    nodes.set(this.#nodes);
    keys.set(this.#keys);
    this.#nodes = nodes;
    this.#keys = keys;
  }
}
