import { type CapturedMessage, SENDER } from './capture.ts';
import { type Label, labelClientMessage, labelServerMessage } from './labels.ts';

/** The item of what WebSocket puts before a message. */
export const WEB_SOCKET = 'websocket';

const FINAL_BINARY = 0x82;
const MASKED = 0x80;
const MASK_BYTES = 4;

/** A message as it travels, every bit of it labelled, in order and without gaps. */
export interface WireFrame {
  readonly bytes: Uint8Array;
  readonly labels: readonly Label[];
}

/**
 * Puts a message behind its WebSocket header (RFC 6455) and labels both. The mask of a client is shown as 0 and its
 * payload unmasked, as the mask says nothing.
 */
export function wireFrame({ sender, bytes: payload }: CapturedMessage): WireFrame {
  const isClient = sender === SENDER.client;
  const lengthBytes = payload.length < 126 ? 1 : payload.length < 65_536 ? 3 : 9;
  const headBytes = 1 + lengthBytes + (isClient ? MASK_BYTES : 0);
  const bytes = new Uint8Array(headBytes + payload.length);
  bytes[0] = FINAL_BINARY;
  const view = new DataView(bytes.buffer);
  if (lengthBytes === 3) view.setUint16(2, payload.length);
  else if (lengthBytes === 9) view.setBigUint64(2, BigInt(payload.length));
  bytes[1] = (isClient ? MASKED : 0) | (lengthBytes === 1 ? payload.length : lengthBytes === 3 ? 126 : 127);
  bytes.set(payload, headBytes);
  const head = (from: number, until: number, field: string, value: number | undefined): Label => ({
    ...{ fromBit: from * 8, untilBit: until * 8, item: WEB_SOCKET },
    ...{ field, value },
  });
  const labels = [
    head(0, 1, 'final and opcode', FINAL_BINARY),
    head(1, 1 + lengthBytes, isClient ? 'masked and length' : 'length', payload.length),
  ];
  if (isClient) labels.push(head(headBytes - MASK_BYTES, headBytes, 'mask', undefined));
  const inside = isClient ? labelClientMessage(payload) : labelServerMessage(payload);
  for (const label of inside) {
    labels.push({
      ...label,
      fromBit: label.fromBit + headBytes * 8,
      untilBit: label.untilBit + headBytes * 8,
    });
  }
  return { bytes, labels };
}
