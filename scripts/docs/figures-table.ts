import { table } from './marks.ts';

/** docs/figures.json: what was measured, on which day and machine, and how to measure it again. */
export interface Figures {
  /** YYYY-MM-DD; '' as long as nothing was measured. */
  readonly date: string;
  readonly machine: string;
  readonly rows: readonly {
    readonly what: string;
    readonly figure: string;
    readonly target: string;
    readonly command: string;
  }[];
}

/** The measured figures for README.md. A figure without a date and a machine says nothing, so that throws. */
export function figuresTable({ date, machine, rows }: Figures): string {
  if (rows.length === 0) return 'Nothing has been measured yet for this version.';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || machine === '') {
    throw new Error(
      `docs/figures.json: found date "${date}" and machine "${machine}", allowed: YYYY-MM-DD and a name`,
    );
  }
  const cells = rows.map(({ what, figure, target, command }) => [what, figure, target, `\`${command}\``]);
  return `Measured on ${date}, ${machine}.\n\n${table(['What', 'Measured', 'Target', 'Command'], cells)}`;
}
