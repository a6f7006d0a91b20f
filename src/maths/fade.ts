/**
 * What is left of a whole number after a time, when half is left after each `halfLife` (same unit): halved for whole
 * half-lives, linear in between (never more than 6 % off the exponential, and exact at every half-life).
 */
export function fadedBy(value: number, time: number, halfLife: number): number {
  const halvings = Math.floor(time / halfLife);
  if (halvings > 30) return 0;
  const whole = value >> halvings;
  return whole - Math.floor((whole * (time - halvings * halfLife)) / (2 * halfLife));
}
