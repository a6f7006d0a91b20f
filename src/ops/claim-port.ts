import { type AddressInfo, createServer } from 'node:net';

/**
 * Makes sure that a port is free and returns it; for 0, picks one. Gateways open it shared between threads, and so
 * would a second server by accident: only an exclusive bind finds out. Throws an Error that names the knob.
 */
export function claimPort(knob: string, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is in use by another program'
          : error.code === 'EACCES'
            ? 'may not be opened by this user'
            : `cannot be opened (${error.message})`;
      reject(new Error(`${knob}: ${host}:${port} ${why}; choose another with --set server.${knob}=PORT`));
    });
    probe.listen({ host, port, exclusive: true }, () => {
      const { port: claimed } = probe.address() as AddressInfo;
      probe.close(() => resolve(claimed));
    });
  });
}
