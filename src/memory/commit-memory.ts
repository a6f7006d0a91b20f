/** Smallest page of the systems that Node runs on. */
const PAGE_BYTES = 4096;

/**
 * Has the system give all pages of new, zeroed memory now and returns it. Otherwise it gives each at its first use, and
 * a server whose rings fill in the course of an hour looks for as long like one that leaks.
 */
export function commitMemory(memory: SharedArrayBuffer): SharedArrayBuffer {
  const bytes = new Uint8Array(memory);
  for (let at = 0; at < bytes.length; at += PAGE_BYTES) bytes[at] = 0;
  return memory;
}
