import { isFallen, type MarchlandClient } from '../client/index.ts';
import { RESULT } from '../src/protocol/fields.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { Input } from './input.ts';
import type { LiveMap } from './live-map.ts';
import type { Panel } from './panel.ts';
import { TerritoryMap } from './territory-map.ts';
import type { ServerView } from './world-data.ts';

export interface Scene {
  canvas: HTMLCanvasElement;
  world: WorldFile;
  view: ServerView;
  panel: Panel;
  map: LiveMap;
  client: MarchlandClient;
  /** Watches only: orders are not sent and no avatar is drawn as the own one. */
  observing: boolean;
}

/**
 * Ties session, map, input and panel together and draws frame after frame, until the function that it returns is
 * called.
 */
export function play(scene: Scene): () => void {
  const { world, panel, map, client, observing } = scene;
  const { camera, own } = map;
  let followWanted = true;
  const avatarAt = { x: 0, y: 0 };
  const positionOf = client.drawPosition.bind(client);
  const input = new Input(scene.canvas, camera, {
    moveTo(x, y) {
      const [across, down] = [camera.screenX(x), camera.screenY(y)];
      if (territory.routes.click(across, down, map.districts.at(x, y))) return;
      if (territory.fights.click(across, down)) return;
      if (observing) territory.select(map.districts.at(x, y));
      if (observing || x < 0 || y < 0 || x >= world.widthMeters || y >= world.heightMeters) return;
      own.setTarget(x, y, client.moveTo(x, y));
    },
    stop() {
      if (observing) return;
      client.stop();
      own.clearTarget();
    },
    follow() {
      followWanted = true;
    },
    showWorld() {
      followWanted = false;
      camera.showWorld(true);
    },
  });
  listen(scene);
  const territory = new TerritoryMap(scene);
  if (window.marchland) window.marchland.territory = territory;

  function drawOwn(nowMs: number): void {
    const avatar = client.avatar;
    const entity = avatar && client.mirror?.entities.get(avatar.id);
    const position = entity && client.predictedPosition(nowMs, avatarAt);
    if (!position) {
      own.hideAvatar();
      return;
    }
    if (followWanted || camera.following) camera.follow(position.x, position.y);
    followWanted = false;
    if (observing) return;
    panel.setOwnFaction(entity.faction);
    own.update(position.x, position.y, entity.faction, isFallen(entity));
  }

  function frame(nowMs: number): void {
    drawOwn(nowMs);
    const hovered = map.districts.at(camera.worldX(input.hoverX), camera.worldY(input.hoverY));
    map.land.setHovered(hovered);
    territory.frame(nowMs, { x: input.hoverX, y: input.hoverY, district: hovered });
    panel.update(client, nowMs, map.fps());
    map.draw(nowMs, client.mirror?.entities, positionOf, observing ? 0 : (client.avatar?.id ?? 0));
    nextFrame = requestAnimationFrame(frame);
  }
  let nextFrame = requestAnimationFrame(frame);
  return () => {
    cancelAnimationFrame(nextFrame);
    territory.close();
    input.close();
    client.close();
  };
}

/** Shows what the session reports. */
function listen(scene: Scene): void {
  const { canvas, view, panel, map, client } = scene;
  const { own, camera } = map;
  client.on('answered', (sequence, result) => own.answer(sequence, result === RESULT.done));
  client.on('confirmed', (sequence) => own.confirm(sequence));
  client.on('lost', (sequence) => own.answer(sequence, false));
  client.on('renumbered', (shift) => own.renumber(shift));
  client.on('state', (state, reason) => {
    // What was seen last stays on the map, but nobody shall take it for the present.
    const stale = state !== 'connected' && client.mirror !== undefined;
    canvas.classList.toggle('stale', stale);
    if (state === 'failed') panel.setBanner(`The session is over: ${reason}`);
    else panel.setBanner(stale ? 'Connection lost – reconnecting' : undefined);
  });
  client.on('view', ({ column, row, radius }) => {
    const side = view.sectorMeters;
    own.setSquare(
      Math.max(0, column - radius) * side,
      Math.max(0, row - radius) * side,
      Math.min(view.columns, column + radius + 1) * side,
      Math.min(view.rows, row + radius + 1) * side,
    );
  });
  let fitted = false;
  client.on('avatar', () => {
    // Once only: after a reconnect the player's own zoom is worth more than ours.
    if (!fitted) camera.fit((2 * view.viewRadiusSectors + 1) * view.sectorMeters);
    fitted = true;
  });
}
