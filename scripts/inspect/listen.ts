import { NodeSocket } from '../../client/node-socket.ts';
import { type CapturedMessage, SENDER, type Sender } from '../../src/inspect/capture.ts';
import { ROLE, type Role, writeHello } from '../../src/protocol/client-messages.ts';
import { SERVER_MESSAGE } from '../../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../../src/protocol/table-hash.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** No session was opened: why. */
export class ListenError extends Error {}

/**
 * Opens a session as a guest and keeps all that is said for so many seconds from the welcome on. Throws ListenError
 * when there is no welcome.
 */
export function listen(url: string, role: Role, seconds: number): Promise<CapturedMessage[]> {
  return new Promise((resolve, reject) => {
    const messages: CapturedMessage[] = [];
    const startMs = performance.now();
    const socket = new NodeSocket(url);
    const keep = (sender: Sender, bytes: Uint8Array) => {
      const micros = Math.round((performance.now() - startMs) * 1000);
      messages.push({ sender, micros, bytes: bytes.slice() });
    };
    let timer = setTimeout(() => end(`no welcome in ${CONNECT_TIMEOUT_MS / 1000} s`), CONNECT_TIMEOUT_MS);
    const end = (problem?: string) => {
      clearTimeout(timer);
      socket.onclose = null;
      socket.close();
      if (problem === undefined) resolve(messages);
      else reject(new ListenError(problem));
    };
    let isOpen = false;
    socket.onopen = () => {
      const hello = writeHello({ tableHash: TABLE_HASH, role, faction: 0, focus: 0, ticket: '' });
      keep(SENDER.client, hello);
      socket.send(hello);
    };
    socket.onmessage = ({ data }) => {
      if (!(data instanceof Uint8Array)) return;
      keep(SENDER.server, data);
      if (isOpen || (data[0] & 7) !== SERVER_MESSAGE.welcome) return;
      isOpen = true;
      clearTimeout(timer);
      timer = setTimeout(() => end(), seconds * 1000);
    };
    // A session that is closed while it is listened to leaves what was heard; without one there is nothing to show.
    socket.onclose = ({ code, reason }) => end(isOpen ? undefined : `closed with ${code} ${reason}`.trim());
  });
}

/** Roles by the names that the command line knows. */
export const ROLES: Readonly<Record<string, Role>> = ROLE;
