import { type CapturedMessage, SENDER } from '../../src/inspect/capture.ts';
import type { Label } from '../../src/inspect/labels.ts';
import { itemTotals, type Totals } from '../../src/inspect/totals.ts';
import { wireFrame } from '../../src/inspect/wire-frame.ts';

const BAR_WIDTH = 40;
const HEX_COLUMN = 26;
const HEX_BYTES_MAX = 8;
const FIELD_COLUMN = 34;

/** Totals by item and by field, and a histogram of sizes, as text. */
export function totalsText(title: string, totals: Totals): string {
  const { messages, bytes, seconds, sizes, fields } = totals;
  const perSecond = (value: number) => (seconds > 0 ? (value / seconds).toFixed(1) : '-');
  const share = (bits: number) => `${((bits / 8 / bytes) * 100).toFixed(1)}%`;
  const items = itemTotals(totals);
  const widest = items[0]?.bits ?? 1;
  const most = Math.max(...sizes);
  return [
    `${title}: ${messages} messages, ${bytes} bytes in ${seconds.toFixed(2)} s with WebSocket headers; ` +
      `${perSecond(bytes)} B/s, ${perSecond(messages)} messages/s, ` +
      `${(bytes / Math.max(1, messages)).toFixed(1)} B each`,
    '',
    `${'item'.padEnd(16)}${'bytes'.padStart(12)}${'share'.padStart(8)}${'B/s'.padStart(10)}`,
    ...items.map(
      ({ item, bits }) =>
        `${item.padEnd(16)}${(bits / 8).toFixed(0).padStart(12)}${share(bits).padStart(8)}` +
        `${perSecond(bits / 8).padStart(10)}  ${'#'.repeat(Math.ceil((bits / widest) * BAR_WIDTH))}`,
    ),
    '',
    `${'field'.padEnd(FIELD_COLUMN)}${'times'.padStart(9)}${'bytes'.padStart(12)}${'share'.padStart(8)}` +
      `${'B/s'.padStart(10)}${'mean B'.padStart(9)}`,
    ...fields.map(
      ({ item, field, count, bits }) =>
        `${`${item}: ${field}`.padEnd(FIELD_COLUMN)}${String(count).padStart(9)}` +
        `${(bits / 8).toFixed(0).padStart(12)}${share(bits).padStart(8)}` +
        `${perSecond(bits / 8).padStart(10)}${(bits / 8 / count).toFixed(2).padStart(9)}`,
    ),
    '',
    `${'size'.padEnd(16)}${'messages'.padStart(12)}`,
    ...sizes.flatMap((count, bin) =>
      count === 0
        ? []
        : [
            `${`${2 ** bin}-${2 ** (bin + 1) - 1}`.padEnd(16)}${String(count).padStart(12)}  ` +
              '#'.repeat(Math.ceil((count / most) * BAR_WIDTH)),
          ],
    ),
    '',
  ].join('\n');
}

/** One message as it travels: a line for each field, with place, bytes or bits, and value. */
export function dumpText(number: number, message: CapturedMessage): string {
  const { bytes, labels } = wireFrame(message);
  const from = message.sender === SENDER.client ? 'client' : 'server';
  const head = `frame ${number} of the ${from}, ${bytes.length} bytes, at ${(message.micros / 1e6).toFixed(3)} s`;
  return [head, ...labels.map((label) => labelLine(bytes, label)), ''].join('\n');
}

/** Places are bytes, and bits within them behind a point. */
function labelLine(bytes: Uint8Array, { fromBit, untilBit, item, field, value }: Label): string {
  const bit = fromBit & 7;
  const place = `${fromBit >> 3}${bit === 0 ? '' : `.${bit}`}`;
  const isWhole = bit === 0 && (untilBit & 7) === 0;
  const what = isWhole ? hexOf(bytes.subarray(fromBit / 8, untilBit / 8)) : `${untilBit - fromBit} bits`;
  const told = value === undefined ? '' : ` = ${value}`;
  return `${place.padStart(8)}  ${what.padEnd(HEX_COLUMN)}${item}: ${field}${told}`;
}

function hexOf(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, HEX_BYTES_MAX), (byte) => byte.toString(16).padStart(2, '0'));
  return shown.join(' ') + (bytes.length > HEX_BYTES_MAX ? ' ..' : '');
}
