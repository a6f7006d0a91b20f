/** Words and marks that the tables of the command share. */

/** Meters, or kilometers from ten of them on. */
export function meters(value: number): string {
  return value < 10_000 ? `${Math.round(value)} m` : `${(value / 1000).toFixed(1)} km`;
}

/** A length of world time in its two largest units. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A bar of at most `width` marks for a share of 0 to 1; anything above nothing shows. */
export function bar(share: number, width: number): string {
  if (share <= 0) return '';
  return '█'.repeat(Math.max(1, Math.round(Math.min(1, share) * width)));
}

/** Rows in columns: for each column l = to the left, r = to the right. The last keeps no blanks at its end. */
export function columns(rows: readonly (readonly string[])[], sides: string): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => {
        return sides[column] === 'r' ? cell.padStart(widths[column]) : cell.padEnd(widths[column]);
      });
      return `${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}
