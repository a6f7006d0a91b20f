import { openRecording, type Recording } from '../client/playback-file.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import type { ServerView } from './world-data.ts';

export interface NamedRecording {
  name: string;
  recording: Recording;
  world: WorldFile;
  view: ServerView;
}

/** Loads the recording at an address of this server. Rejects with the address and what is wrong with it. */
export async function loadRecording(address: string): Promise<NamedRecording> {
  const url = new URL(address, location.href);
  // Anybody can send a link; the file that it plays shall be of those who run this server.
  if (url.origin !== location.origin) {
    throw new Error(`recording: found ${url.origin}, allowed: an address of ${location.origin}`);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status} ${response.statusText}`);
  return opened(url.pathname.split('/').at(-1)!, await response.arrayBuffer());
}

/** Calls `dropped` for every recording that is dropped onto the page, and `failed` for what is none. */
export function acceptDrops(dropped: (one: NamedRecording) => void, failed: (error: Error) => void): void {
  const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  const mark = (on: boolean) => document.body.classList.toggle('dropping', on);
  window.addEventListener('dragover', (event) => {
    if (!hasFile(event)) return;
    // Otherwise the browser leaves the map to open the file itself.
    event.preventDefault();
    mark(true);
  });
  window.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  window.addEventListener('drop', (event) => {
    mark(false);
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    file
      .arrayBuffer()
      .then((bytes) => opened(file.name, bytes))
      .then(dropped)
      .catch(failed);
  });
}

async function opened(name: string, bytes: ArrayBuffer): Promise<NamedRecording> {
  try {
    const recording = await openRecording(new Uint8Array(bytes));
    const { world, view } = recording.header;
    return { name, recording, world: world as WorldFile, view: view as ServerView };
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
}
