import { itemTotals, totalsOf } from '../src/inspect/totals.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { assertWork } from './failure.ts';
import { type ListCost, measureLists } from './packing-cost.ts';
import { type EntropyReport, entropyOf } from './packing-entropy.ts';
import { PACKING_SCENES } from './packing-scenes.ts';

export interface SceneReport {
  readonly name: string;
  readonly about: string;
  readonly clients: number;
  /** Of one client, WebSocket headers included. */
  readonly bytesPerSecond: number;
  readonly targetBytesPerSecond: number;
  readonly messagesPerSecond: number;
  readonly bytesPerMessage: number;
  /** Bytes per second by item, the largest first. */
  readonly items: readonly { readonly item: string; readonly bytesPerSecond: number }[];
  /** Of the first client. */
  readonly entropy: EntropyReport;
}

export interface PackingReport {
  readonly seconds: number;
  readonly scenes: readonly SceneReport[];
  readonly lists: readonly ListCost[];
}

/** Where bytes go in the situations that targets speak of, what a model of them would save, and what lists cost. */
export function runPacking(seconds: number, progress: (text: string) => void): PackingReport {
  const scenes = PACKING_SCENES.map(({ name, about, targetBytesPerSecond, capture }) => {
    progress(`${name}: ${about}`);
    const captures = capture(seconds * TICKS_PER_SECOND);
    const totals = totalsOf(captures.flat(), seconds * captures.length);
    assertWork(totals.messages > 0, `packing: nobody was told anything in ${name}`);
    const perSecond = (bytes: number) => Number((bytes / totals.seconds).toFixed(2));
    return {
      ...{ name, about, clients: captures.length, targetBytesPerSecond },
      bytesPerSecond: perSecond(totals.bytes),
      messagesPerSecond: perSecond(totals.messages),
      bytesPerMessage: Number((totals.bytes / totals.messages).toFixed(1)),
      items: itemTotals(totals).map(({ item, bits }) => ({ item, bytesPerSecond: perSecond(bits / 8) })),
      entropy: entropyOf(captures[0]),
    };
  });
  return { seconds, scenes, lists: measureLists() };
}

export function packingText({ seconds, scenes, lists }: PackingReport): string {
  const lines = [`${seconds} s of each scene, B/s of one client with WebSocket headers`];
  for (const scene of scenes) {
    const { entropy, name, bytesPerSecond, targetBytesPerSecond, messagesPerSecond, bytesPerMessage } = scene;
    const saved = (coded: number, sent: number) =>
      sent === 0 ? '-' : `${(((sent - coded) / sent) * 100).toFixed(1)} %`;
    lines.push(
      '',
      `${name.padEnd(12)}${bytesPerSecond.toFixed(1).padStart(10)} B/s, target ${targetBytesPerSecond}; ` +
        `${messagesPerSecond} messages/s of ${bytesPerMessage} B`,
      `  ${scene.items.map(({ item, bytesPerSecond: rate }) => `${item} ${rate.toFixed(1)}`).join(', ')}`,
      `  a static model would save ${saved(entropy.perBlockBytes, entropy.payloadBytes)} of the payload by block, ` +
        `${saved(entropy.perMessageBytes, entropy.payloadBytes)} by message ` +
        `(up to 60 B ${saved(entropy.short.codedBytes, entropy.short.sentBytes)}, ` +
        `above ${saved(entropy.long.codedBytes, entropy.long.sentBytes)}); ${entropy.nsPerNumber} ns a number`,
    );
  }
  lines.push(
    '',
    `${'list'.padEnd(12)}${'B/record'.padStart(10)}${'write ns'.padStart(10)}${'read ns'.padStart(10)}`,
  );
  for (const { list, bytesPerRecord, writeNsPerRecord, readNsPerRecord } of lists) {
    lines.push(
      `${list.padEnd(12)}${bytesPerRecord.toFixed(2).padStart(10)}` +
        `${writeNsPerRecord.toFixed(1).padStart(10)}${readNsPerRecord.toFixed(1).padStart(10)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
