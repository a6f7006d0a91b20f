import { connect, type MarchlandClient } from '../client/index.ts';
import { LiveMap } from './live-map.ts';
import { paletteOf } from './palette.ts';
import { Panel } from './panel.ts';
import { play } from './play.ts';
import { loadWorld } from './world-data.ts';

declare global {
  interface Window {
    /** For tests and the curious: the session and the drawing of this page. */
    marchland?: { client: MarchlandClient; map: LiveMap };
  }
}

async function start(): Promise<void> {
  const canvas = document.querySelector<HTMLCanvasElement>('#map')!;
  const { world, view } = await loadWorld();
  const palette = paletteOf(view.factions);
  const panel = new Panel(world, view, palette);
  const map = await LiveMap.create(canvas, world, palette);
  const observing = new URLSearchParams(location.search).has('observe');
  const client = connect({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
    role: observing ? 'observer' : 'player',
  });
  window.marchland = { client, map };
  play({ canvas, world, view, panel, map, client, observing });
}

start().catch((error: Error) => {
  // Without this a browser that has no WebGL shows an empty sea and no reason.
  const banner = document.querySelector<HTMLElement>('#banner')!;
  banner.hidden = false;
  banner.textContent = `The map cannot start: ${error.message}`;
  throw error;
});
