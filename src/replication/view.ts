/**
 * The square of sectors that a session sees. The simulation decides it, the gateways follow it, and both walk it with
 * these functions, so that neither can think a client has a sector that the other thinks it has not.
 */

/** Whether (column, row) is in the view around a center. */
export function inView(
  column: number,
  row: number,
  centerColumn: number,
  centerRow: number,
  radius: number,
): boolean {
  return Math.abs(column - centerColumn) <= radius && Math.abs(row - centerRow) <= radius;
}

/** Center along one axis after a move to `position`, which follows only when the border is passed by `slack` units. */
export function followAxis(center: number, position: number, sectorUnits: number, slack: number): number {
  const low = center * sectorUnits - slack;
  const high = (center + 1) * sectorUnits + slack;
  return position >= low && position < high ? center : Math.floor(position / sectorUnits);
}

/**
 * Fills `into` with the sectors of the view around (column, row) that are not in the old view, west to east and north
 * to south. `hadView` false means there was none. Returns how many.
 */
export function sectorsAdded(
  into: Uint32Array,
  columns: number,
  rows: number,
  radius: number,
  hadView: boolean,
  oldColumn: number,
  oldRow: number,
  column: number,
  row: number,
): number {
  let count = 0;
  const lastRow = Math.min(rows - 1, row + radius);
  const lastColumn = Math.min(columns - 1, column + radius);
  for (let r = Math.max(0, row - radius); r <= lastRow; r++) {
    for (let c = Math.max(0, column - radius); c <= lastColumn; c++) {
      if (hadView && inView(c, r, oldColumn, oldRow, radius)) continue;
      into[count++] = r * columns + c;
    }
  }
  return count;
}
