import type { Playback, PlaybackEvents } from '../client/playback.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { BattleMarks } from './battle-marks.ts';
import { Input } from './input.ts';
import type { LiveMap } from './live-map.ts';
import type { Panel } from './panel.ts';
import { PlaybackBar } from './playback-bar.ts';
import type { PositionOf } from './unit-layer.ts';

/** A tab that was hidden goes on where it was: nobody has seen what would have been skipped. */
const FRAME_MS_MAX = 250;
/** What happened in a fight longer ago than this was passed by a seek, and is not drawn. */
const NEWS_TICKS_MAX = 60;

export interface RecordingScene {
  canvas: HTMLCanvasElement;
  world: WorldFile;
  panel: Panel;
  map: LiveMap;
  playback: Playback;
  /** What the playback reports; this fills it in. */
  events: PlaybackEvents;
  /** The viewer has had enough. */
  close(): void;
}

/** Plays a recording on the map, frame after frame, until the function that it returns is called. */
export function watchRecording(scene: RecordingScene): () => void {
  const { world, panel, map, playback, events } = scene;
  const { camera } = map;
  const bar = new PlaybackBar(playback, scene.close);
  const positionOf: PositionOf = (entity, _nowMs, into) => playback.position(entity, into);
  const marks = new BattleMarks({ world, map, positionOf, mirror: () => playback.mirror });
  events.battle = (news) => {
    if (news.tick > playback.tick - NEWS_TICKS_MAX) marks.draw(news, performance.now());
  };
  const nothing = () => {};
  const input = new Input(scene.canvas, camera, {
    moveTo: nothing,
    stop: nothing,
    follow: nothing,
    showWorld: () => camera.showWorld(true),
  });
  document.body.classList.add('watching');
  let lastMs = performance.now();
  const owners = world.districts.map(({ owner }) => owner);
  let ownerChanges = 0;

  function paintOwners(): void {
    if (playback.ownerChanges === ownerChanges) return;
    ownerChanges = playback.ownerChanges;
    for (const [district, owner] of playback.owners) {
      if (owners[district] === undefined || owners[district] === owner) continue;
      owners[district] = owner;
      map.land.setOwner(district, owner);
    }
  }

  function frame(nowMs: number): void {
    playback.advance(Math.min(FRAME_MS_MAX, Math.max(0, nowMs - lastMs)));
    lastMs = nowMs;
    const hovered = map.districts.at(camera.worldX(input.hoverX), camera.worldY(input.hoverY));
    map.land.setHovered(hovered);
    paintOwners();
    panel.setDistrict(hovered, hovered < 0 ? 0 : owners[hovered]);
    panel.updatePlayback(playback, nowMs, map.fps());
    bar.update();
    map.draw(nowMs, playback.mirror.entities, positionOf, 0);
    nextFrame = requestAnimationFrame(frame);
  }
  let nextFrame = requestAnimationFrame(frame);
  playback.play();
  return () => {
    cancelAnimationFrame(nextFrame);
    bar.close();
    input.close();
    document.body.classList.remove('watching');
  };
}
