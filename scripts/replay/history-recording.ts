import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { RecordingError } from '../../client/playback-file.ts';
import { Recorder } from '../../src/recording/recorder.ts';
import { viewJson } from '../../src/recording/view-json.ts';
import type { HistoryRun } from './history-run.ts';

/** What was recorded. */
export interface RecordingFacts {
  readonly file: string;
  readonly fromTick: number;
  readonly untilTick: number;
  /** Size of the file. */
  readonly bytes: number;
}

/** A recording that is made while a history is repeated. */
export class HistoryRecording {
  readonly #file: string;
  readonly #run: HistoryRun;
  readonly #fromTick: number;
  readonly #untilTick: number;
  #recorder: Recorder | undefined;

  /** Of the ticks `fromTick` to `untilTick`, both known to the run. Nothing happens before `begin`. */
  constructor(file: string, run: HistoryRun, fromTick: number, untilTick: number) {
    this.#file = file;
    this.#run = run;
    this.#fromTick = fromTick;
    this.#untilTick = untilTick;
  }

  /** Repeats the history up to the first tick. Throws Divergence; RecordingError when the span is too long. */
  begin(): void {
    this.#run.advanceTo(this.#fromTick);
    this.#recorder = new Recorder(this.#run.world, this.#untilTick);
  }

  /** To be called after every tick of the run. Throws RecordingError when the recording has become too large. */
  afterTick(): void {
    this.#recorder?.record();
  }

  /** Writes the file, whole or not at all. Throws RecordingError when it cannot be written. */
  write(): RecordingFacts {
    const { config, world, worldFile } = this.#run;
    const view = viewJson(config, world.graph, world.grid);
    const zipped = gzipSync(this.#recorder!.file({ view, world: worldFile }));
    // Renaming is atomic within a directory: a full disk never leaves half a recording under the name.
    const temporary = `${this.#file}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, zipped);
      renameSync(temporary, this.#file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw new RecordingError(`${this.#file}: ${(error as Error).message}`);
    }
    return {
      file: this.#file,
      fromTick: this.#fromTick,
      untilTick: this.#untilTick,
      bytes: zipped.length,
    };
  }
}
