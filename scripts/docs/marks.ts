/** What is printed between two marks of a page, by the name in the marks. */
export type Printers = Readonly<Record<string, () => string>>;

const MARK = /<!-- ([\w./-]+): printed, do not edit -->/g;

function beginOf(name: string): string {
  return `<!-- ${name}: printed, do not edit -->`;
}

function endOf(name: string): string {
  return `<!-- end of ${name} -->`;
}

/**
 * The page with everything between its marks printed anew; the prose around them stays as it is. Throws, naming `file`,
 * when a mark has no end or nobody knows what to print there.
 */
export function fillMarks(file: string, page: string, printers: Printers): string {
  let filled = page;
  for (const [begin, name] of page.matchAll(MARK)) {
    const print = printers[name];
    if (!print) {
      throw new Error(`${file}: found the mark "${name}", allowed: ${Object.keys(printers).join(', ')}`);
    }
    const from = filled.indexOf(begin);
    const to = filled.indexOf(endOf(name), from);
    if (to < 0) throw new Error(`${file}: found no "${endOf(name)}" after the mark "${name}"`);
    filled = `${filled.slice(0, from)}${beginOf(name)}\n\n${print()}\n\n${filled.slice(to)}`;
  }
  return filled;
}

/** A Markdown table; a bar inside a cell is escaped, or it would begin a new cell. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
