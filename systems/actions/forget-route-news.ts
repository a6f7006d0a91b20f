import type { World } from '../../components/world.ts';

/** Forgets what was told on the route channels. Rows that are not in use are zero in every run. */
export function forgetRouteNews(world: World): void {
  const { newsLedger, routeSide } = world;
  clearConvoys(world, newsLedger.convoys[0]);
  clearLandfalls(world, newsLedger.landfalls[0]);
  clearProposals(world, newsLedger.proposals[0]);
  newsLedger.convoys[0] = 0;
  newsLedger.landfalls[0] = 0;
  newsLedger.proposals[0] = 0;
  newsLedger.lostSides[0] = 0;
  routeSide.isNews.fill(0);
}

function clearConvoys({ convoyNews }: World, rows: number): void {
  if (rows === 0) return;
  convoyNews.entity.fill(0, 0, rows);
  convoyNews.generation.fill(0, 0, rows);
  convoyNews.faction.fill(0, 0, rows);
  convoyNews.event.fill(0, 0, rows);
  convoyNews.route.fill(0, 0, rows);
  convoyNews.vehicle.fill(0, 0, rows);
  convoyNews.resource.fill(0, 0, rows);
  convoyNews.cargo.fill(0, 0, rows);
  convoyNews.stance.fill(0, 0, rows);
  convoyNews.district.fill(0, 0, rows);
  convoyNews.to.fill(0, 0, rows);
  convoyNews.tick.fill(0, 0, rows);
}

function clearLandfalls({ landfallNews }: World, rows: number): void {
  if (rows === 0) return;
  landfallNews.district.fill(0, 0, rows);
  landfallNews.faction.fill(0, 0, rows);
  landfallNews.routes.fill(0, 0, rows);
  landfallNews.tick.fill(0, 0, rows);
}

function clearProposals({ proposalNews }: World, rows: number): void {
  if (rows === 0) return;
  proposalNews.session.fill(0, 0, rows);
  proposalNews.faction.fill(0, 0, rows);
  proposalNews.from.fill(0, 0, rows);
  proposalNews.to.fill(0, 0, rows);
  proposalNews.state.fill(0, 0, rows);
  proposalNews.path.fill(0, 0, rows);
}
