/** Districts waiting with their distance; the nearest comes out first, of equal ones the lowest number. */
export class NearestHeap {
  private readonly items: { meters: number; district: number }[] = [];

  push(meters: number, district: number): void {
    const { items } = this;
    items.push({ meters, district });
    let at = items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): { meters: number; district: number } | undefined {
    const { items } = this;
    if (items.length === 0) return undefined;
    this.swap(0, items.length - 1);
    const nearest = items.pop();
    let at = 0;
    for (;;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < items.length && this.before(child, first)) first = child;
      }
      if (first === at) return nearest;
      this.swap(at, first);
      at = first;
    }
  }

  private before(a: number, b: number): boolean {
    const [one, other] = [this.items[a], this.items[b]];
    return one.meters === other.meters ? one.district < other.district : one.meters < other.meters;
  }

  private swap(a: number, b: number): void {
    const { items } = this;
    [items[a], items[b]] = [items[b], items[a]];
  }
}
