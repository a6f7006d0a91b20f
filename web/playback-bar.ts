import { TICKS_PER_SECOND } from '../client/kinematics.ts';
import { PLAYBACK_SPEEDS, type Playback } from '../client/playback.ts';

const JUMP_TICKS = 5 * TICKS_PER_SECOND;

/** The controls of a recording: buttons, speed, position, keys. */
export class PlaybackBar {
  readonly #playback: Playback;
  readonly #bar = document.getElementById('playback')!;
  readonly #play = part<HTMLButtonElement>('play');
  readonly #position = part<HTMLInputElement>('position');
  readonly #speed = part<HTMLSelectElement>('speed');
  readonly #time = part<HTMLElement>('time');
  readonly #tick = part<HTMLElement>('tick');
  readonly #listening = new AbortController();
  #dragging = false;
  #shownTick = -1;
  #shownPlaying: boolean | undefined;

  /** `close` is called when the viewer has had enough. */
  constructor(playback: Playback, close: () => void) {
    this.#playback = playback;
    this.#position.min = String(playback.fromTick);
    this.#position.max = String(playback.untilTick);
    this.#speed.replaceChildren(
      ...PLAYBACK_SPEEDS.map(
        (speed) => new Option(`${speed}×`, String(speed), false, speed === playback.speed),
      ),
    );
    this.#onClick(this.#play, () => this.#toggle());
    this.#onClick(part('back'), () => playback.step(-1));
    this.#onClick(part('forward'), () => playback.step(1));
    this.#onClick(part('close'), close);
    const { signal } = this.#listening;
    this.#speed.addEventListener('change', () => this.#setSpeed(), { signal });
    this.#position.addEventListener('input', () => playback.seek(Number(this.#position.value)), { signal });
    this.#position.addEventListener('pointerdown', () => this.#hold(true), { signal });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      this.#position.addEventListener(end, () => this.#hold(false), { signal });
    }
    window.addEventListener('keydown', (event) => this.#key(event), { signal });
  }

  /** Shows where the playback is. */
  update(): void {
    const { playing, tick, fromTick, untilTick } = this.#playback;
    const whole = Math.floor(tick);
    if (playing !== this.#shownPlaying) {
      this.#shownPlaying = playing;
      this.#bar.dataset['playing'] = String(playing);
      this.#play.ariaLabel = playing ? 'Pause' : 'Play';
    }
    if (whole === this.#shownTick) return;
    this.#shownTick = whole;
    const time = `${clockTime(whole - fromTick)} / ${clockTime(untilTick - fromTick)}`;
    this.#time.textContent = time;
    this.#tick.textContent = `tick ${whole.toLocaleString('en')}`;
    this.#position.ariaValueText = `${time}, tick ${whole}`;
    // The thumb would run away from the finger that holds it.
    if (!this.#dragging) this.#position.value = String(whole);
  }

  /** Hears nothing any more. */
  close(): void {
    this.#listening.abort();
  }

  #onClick(button: HTMLElement, action: () => void): void {
    const listener = (event: MouseEvent) => {
      action();
      // Clicked with the mouse, it must not keep the focus: the next space would press it again.
      if (event.detail > 0) button.blur();
    };
    button.addEventListener('click', listener, { signal: this.#listening.signal });
  }

  #toggle(): void {
    if (this.#playback.playing) this.#playback.pause();
    else this.#playback.play();
  }

  #hold(dragging: boolean): void {
    this.#dragging = dragging;
  }

  #setSpeed(): void {
    this.#playback.speed = Number(this.#speed.value);
    this.#speed.blur();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (target instanceof HTMLSelectElement) return;
    // A focused button is pressed by the space bar, whatever the button does.
    if (event.key === ' ' && target instanceof HTMLButtonElement) return;
    const playback = this.#playback;
    switch (event.key) {
      case ' ':
        this.#toggle();
        break;
      case 'ArrowLeft':
        playback.seek(playback.tick - JUMP_TICKS);
        break;
      case 'ArrowRight':
        playback.seek(playback.tick + JUMP_TICKS);
        break;
      case ',':
        playback.step(-1);
        break;
      case '.':
        playback.step(1);
        break;
      default:
        return;
    }
    // Otherwise the slider, when it has the focus, would move by a tick of its own.
    event.preventDefault();
  }
}

function part<E extends HTMLElement>(name: string): E {
  return document.querySelector<E>(`#playback [data-part="${name}"]`)!;
}

/** Minutes and seconds. */
function clockTime(ticks: number): string {
  const seconds = Math.floor(ticks / TICKS_PER_SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
