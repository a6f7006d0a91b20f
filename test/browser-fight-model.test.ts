import { beforeEach, describe, expect, test } from 'vitest';
import type { BattleNews } from '../client/index.ts';
import type { MirrorEntity } from '../client/mirror.ts';
import { ENTITY_KIND, RESULT } from '../src/protocol/fields.ts';
import { BattleLog, LOG_LINES_MAX } from '../web/battle-log.ts';
import { fightRefusalWords, healthPercent } from '../web/battle-words.ts';
import { SHOT_MS, ShotBook } from '../web/fight-shots.ts';
import { fallenWords } from '../web/kit-card.ts';
import { itemUses, itemWords } from '../web/kit-words.ts';
import { OrderLine } from '../web/order-line.ts';

const FRAME_MS = 16;

function fighter(id: number, part: Partial<MirrorEntity> = {}): MirrorEntity {
  const rest = { generation: 0, kind: ENTITY_KIND.patrol, faction: 1, vx: 0, vy: 0, harm: 0, target: 0 };
  return { id, x: 0, y: 0, baseTick: 0, next: [], ...rest, ...part };
}

describe('who shoots at whom', () => {
  let book: ShotBook;
  let nowMs: number;
  beforeEach(() => {
    book = new ShotBook();
    nowMs = 1_000;
  });

  /** A frame in which entities are in view, each as many meters east of the first as its id says. */
  function frame(...entities: MirrorEntity[]): void {
    book.begin(nowMs);
    for (const entity of entities) book.see(entity, entity.id, 0);
    book.finish();
    nowMs += FRAME_MS;
  }
  const pairs = () => book.shots.map(({ from, to }) => [from, to]);

  test('whoever attacks one that is harmed has shot at it', () => {
    frame(fighter(1, { target: 2 }), fighter(2));
    expect(pairs()).toEqual([]);
    frame(fighter(1, { target: 2 }), fighter(2, { harm: 30 }));
    expect(book.shots).toEqual([{ from: 1, to: 2, fromX: 1, fromY: 0, toX: 2, toY: 0, startMs: 1_016 }]);
  });

  test('no shot without harm, and none when health comes back', () => {
    frame(fighter(1, { target: 2 }), fighter(2, { harm: 30 }));
    frame(fighter(1, { target: 2 }), fighter(2, { harm: 30 }));
    frame(fighter(1, { target: 2 }), fighter(2, { harm: 20 }));
    expect(pairs()).toEqual([]);
  });

  test('who comes into view wounded was not shot at just now', () => {
    frame(fighter(1, { target: 2 }), fighter(2, { harm: 0 }));
    frame(fighter(1, { target: 2 }));
    frame(fighter(1, { target: 2 }), fighter(2, { harm: 90 }));
    expect(pairs()).toEqual([]);
  });

  test('another entity of the same id is not the one that was whole', () => {
    frame(fighter(1, { target: 2 }), fighter(2, { generation: 0 }));
    frame(fighter(1, { target: 2 }), fighter(2, { generation: 1, harm: 90 }));
    expect(pairs()).toEqual([]);
  });

  test('of several attackers each has its turn', () => {
    const attackers = [4, 3, 1].map((id) => fighter(id, { target: 2 }));
    frame(...attackers, fighter(2));
    for (const harm of [10, 20, 30, 40]) frame(fighter(2, { harm }), ...attackers);
    expect(pairs()).toEqual([
      [1, 2],
      [3, 2],
      [4, 2],
      [1, 2],
    ]);
  });

  test('who is on its way to a far target has not shot yet', () => {
    frame(fighter(900, { target: 2 }), fighter(2));
    frame(fighter(900, { target: 2 }), fighter(2, { harm: 50 }));
    expect(pairs()).toEqual([]);
  });

  test('a shot is over after its time', () => {
    frame(fighter(1, { target: 2 }), fighter(2));
    frame(fighter(1, { target: 2 }), fighter(2, { harm: 30 }));
    nowMs += SHOT_MS;
    frame(fighter(1, { target: 2 }), fighter(2, { harm: 30 }));
    expect(pairs()).toEqual([]);
  });

  test('ids beyond those expected are followed as well', () => {
    const far = 700_000;
    const see = (harm: number) => {
      book.begin(nowMs);
      book.see(fighter(far, { target: far + 1 }), 0, 0);
      book.see(fighter(far + 1, { harm }), 10, 0);
      book.finish();
    };
    see(0);
    see(40);
    expect(pairs()).toEqual([[far, far + 1]]);
  });
});

describe('the log of fights', () => {
  const inView = new Map([
    [7, { kind: ENTITY_KIND.avatar, faction: 1, isOwnAvatar: true }],
    [8, { kind: ENTITY_KIND.patrol, faction: 2, isOwnAvatar: false }],
    [9, { kind: ENTITY_KIND.fort, faction: 2, isOwnAvatar: false }],
    [10, { kind: ENTITY_KIND.convoy, faction: 1, isOwnAvatar: false }],
  ]);
  let log: BattleLog;
  beforeEach(() => {
    log = new BattleLog({
      nameOf: (faction) => ['nobody', 'Reds', 'Blues'][faction],
      fighterOf: (entity) => inView.get(entity),
      pointWords: (point) => `point ${point}`,
      placeAt: (x) => (x > 0 ? 'Travis' : ''),
    });
  });

  function told(kind: BattleNews['kind'], subject: number, actor: number): string {
    log.note({ kind, sector: 3, subject, actor, tick: 60 }, 5, 6);
    return log.lines[0].words;
  }

  test('says who fell by whom', () => {
    expect(told('unitDestroyed', 8, 7)).toBe('Blues patrol fell to your avatar');
    expect(told('unitDestroyed', 7, 8)).toBe('Your avatar fell to Blues patrol');
    expect(told('unitDestroyed', 10, 8)).toBe('Reds convoy was destroyed by Blues patrol');
    expect(told('baseDestroyed', 9, 7)).toBe('Blues fort was destroyed by your avatar');
  });

  test('does not make up who is out of sight, or a culprit where there is none', () => {
    expect(told('unitDestroyed', 8, 77)).toBe('Blues patrol fell to somebody out of sight');
    expect(told('unitDestroyed', 77, 8)).toBe('Somebody out of sight fell to Blues patrol');
    expect(told('unitDestroyed', 8, 0)).toBe('Blues patrol fell');
    expect(told('baseDestroyed', 9, 0)).toBe('Blues fort was destroyed');
  });

  test('tells of battles and of control points', () => {
    expect(told('massiveBattle', 34, 0)).toBe('Battle of 34 fighters');
    expect(told('resourceCapture', 12, 2)).toBe('Blues took point 12');
  });

  test('a line has the color of who did it, its place, and marks what concerns the own avatar', () => {
    told('unitDestroyed', 8, 7);
    expect(log.lines[0]).toMatchObject({ faction: 1, isOwn: true, place: 'Travis', x: 5, y: 6, tick: 60 });
    told('unitDestroyed', 10, 8);
    expect(log.lines[0]).toMatchObject({ faction: 2, isOwn: false });
    told('unitDestroyed', 7, 8);
    expect(log.lines[0]).toMatchObject({ faction: 2, isOwn: true });
  });

  test('keeps the newest lines only, the newest first, each with a key of its own', () => {
    for (let fighters = 1; fighters <= LOG_LINES_MAX + 10; fighters++) told('massiveBattle', fighters, 0);
    expect(log.lines).toHaveLength(LOG_LINES_MAX);
    expect(log.lines[0].words).toBe(`Battle of ${LOG_LINES_MAX + 10} fighters`);
    expect(log.lines.at(-1)!.words).toBe('Battle of 11 fighters');
    expect(new Set(log.lines.map(({ key }) => key)).size).toBe(LOG_LINES_MAX);
  });
});

describe('words of fights', () => {
  test('whoever is hurt never seems whole, and whoever stands never seems fallen', () => {
    expect([0, 1, 128, 254, 255].map(healthPercent)).toEqual([100, 99, 50, 1, 0]);
  });

  test('a fallen avatar says when it rises, if that is known', () => {
    expect(fallenWords(4.2)).toMatch(/^Fallen: rises in 5 s/);
    expect(fallenWords(Number.NaN)).toMatch(/^Fallen: rises soon/);
    expect(fallenWords(-1)).toMatch(/^Fallen: rises soon/);
  });

  test('items have the names of the server, by their kind + 1', () => {
    const items = [
      { name: 'carbine', gear: 'weapon' },
      { name: 'field kit', gear: 'consumable' },
    ];
    expect([0, 1, 2, 3].map((item) => itemWords(item, items))).toEqual([
      'none',
      'carbine',
      'field kit',
      'item 3',
    ]);
    expect(itemUses(1, items)).toEqual({ isWorn: true, isUsed: false });
    expect(itemUses(2, items)).toEqual({ isWorn: false, isUsed: true });
    expect(itemUses(3, items)).toEqual({ isWorn: true, isUsed: true });
  });

  test('every refusal has words, and an order that was taken has none', () => {
    for (const [name, result] of Object.entries(RESULT)) {
      expect(fightRefusalWords(result) === '', name).toBe(name === 'done');
    }
    const line = new OrderLine(fightRefusalWords);
    line.sent('Attack', 4);
    line.answered(4, RESULT.fallen, 0);
    expect(line.words(0)).toBe('Attack – Refused: your avatar has fallen.');
  });
});
