import { connect, type MarchlandClient } from '../client/index.ts';
import { Playback, type PlaybackEvents } from '../client/playback.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { LiveMap } from './live-map.ts';
import { paletteOf } from './palette.ts';
import { Panel } from './panel.ts';
import { play } from './play.ts';
import { acceptDrops, loadRecording, type NamedRecording } from './recording-source.ts';
import type { TerritoryMap } from './territory-map.ts';
import { watchRecording } from './watch-recording.ts';
import { loadWorld, type ServerView } from './world-data.ts';

declare global {
  interface Window {
    /** For tests and the curious: the session and the drawing of this page. */
    marchland?: { client: MarchlandClient; map: LiveMap; territory?: TerritoryMap };
    /** The same while a recording is shown. */
    marchlandPlayback?: { playback: Playback; map: LiveMap };
  }
}

const NOTICE_MS = 10_000;
const CLOSED = 'The recording is closed. Drop another one (.mrec) here to play it.';

/** Ends what is on the page, to make room for something else. */
let leaveStage = () => {};
/** Counts what was asked to be shown; whoever has waited for something looks whether it is still wanted. */
let wishes = 0;

interface Stage {
  canvas: HTMLCanvasElement;
  map: LiveMap;
  panel: Panel;
}

/** Clears the page and prepares a map of `world`; undefined when by then something else is to be shown. */
async function setStage(world: WorldFile, view: ServerView, wish: number): Promise<Stage | undefined> {
  leaveStage();
  leaveStage = () => {};
  document.body.classList.remove('closed');
  const before = document.querySelector<HTMLCanvasElement>('#map')!;
  // A canvas keeps the context of its first map for good.
  const canvas = before.cloneNode() as HTMLCanvasElement;
  before.replaceWith(canvas);
  const palette = paletteOf(view.factions);
  const panel = new Panel(world, view, palette);
  panel.setBanner(undefined);
  const map = await LiveMap.create(canvas, world, palette);
  if (wish === wishes) return { canvas, map, panel };
  map.destroy();
  return undefined;
}

async function showLive(): Promise<void> {
  const wish = ++wishes;
  const { world, view } = await loadWorld();
  const stage = wish === wishes ? await setStage(world, view, wish) : undefined;
  if (!stage) return;
  const observing = new URLSearchParams(location.search).has('observe');
  const client = connect({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
    role: observing ? 'observer' : 'player',
  });
  window.marchland = { client, map: stage.map };
  const stop = play({ ...stage, world, view, client, observing });
  leaveStage = () => {
    stop();
    stage.map.destroy();
    delete window.marchland;
  };
}

async function showRecording({ name, recording, world, view }: NamedRecording): Promise<void> {
  const stage = await setStage(world, view, ++wishes);
  if (!stage) return;
  const events: PlaybackEvents = {};
  const playback = new Playback(recording, events);
  window.marchlandPlayback = { playback, map: stage.map };
  stage.panel.setRecording(name);
  const stop = watchRecording({ ...stage, world, playback, events, close: closeRecording });
  leaveStage = () => {
    stop();
    stage.map.destroy();
    delete window.marchlandPlayback;
  };
}

/** Back to the live map, where the page came from one. */
function closeRecording(): void {
  if (!new URLSearchParams(location.search).has('recording')) {
    location.reload();
    return;
  }
  wishes++;
  leaveStage();
  leaveStage = () => {};
  document.body.classList.add('closed');
  say(CLOSED);
}

function say(words: string | undefined): void {
  const banner = document.querySelector<HTMLElement>('#banner')!;
  banner.hidden = words === undefined;
  banner.textContent = words ?? '';
}

/** Without this a browser that has no WebGL shows an empty sea and no reason. */
function cannotStart(error: Error): never {
  say(`The map cannot start: ${error.message}`);
  throw error;
}

/** A file that cannot be played leaves the page as it is. */
function cannotPlay(error: Error): void {
  const words = `Not played – ${error.message}`;
  say(words);
  setTimeout(() => {
    if (document.querySelector('#banner')!.textContent === words) say(undefined);
  }, NOTICE_MS);
}

acceptDrops((dropped) => void showRecording(dropped).catch(cannotStart), cannotPlay);
const address = new URLSearchParams(location.search).get('recording');
(address === null ? showLive() : loadRecording(address).then(showRecording)).catch(cannotStart);
