/** Feature vectors by game and class: `games[g][c]`. */
export type Games = readonly (readonly (readonly number[])[])[];

export interface Verdict {
  /** Share of vectors that were given to their own class, 0-1. */
  readonly accuracy: number;
  /** By class: which it was taken for, how often. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * How well classes can be told apart: every vector of a game is given to the class with the nearest centroid over all
 * other games. Each feature counts by its spread over those, so that units do not matter. With one game there is
 * nothing to learn from, and the accuracy is 0.
 */
export function tellApart(games: Games): Verdict {
  const classes = games[0]?.length ?? 0;
  const confusion = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  let right = 0;
  games.forEach((game, left) => {
    const others = games.filter((_, index) => index !== left);
    if (others.length === 0) return;
    const scale = spreads(others.flat());
    const centroids = game.map((_, one) => means(others.map((other) => other[one])));
    game.forEach((vector, one) => {
      const taken = nearest(vector, centroids, scale);
      confusion[one][taken]++;
      if (taken === one) right++;
    });
  });
  const vectors = games.length * classes;
  return { accuracy: vectors === 0 ? 0 : right / vectors, confusion };
}

function nearest(
  vector: readonly number[],
  centroids: readonly number[][],
  scale: readonly number[],
): number {
  const distances = centroids.map((centroid) =>
    centroid.reduce((sum, value, i) => sum + ((vector[i] - value) / scale[i]) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}

function means(vectors: readonly (readonly number[])[]): number[] {
  return vectors[0].map((_, i) => vectors.reduce((sum, vector) => sum + vector[i], 0) / vectors.length);
}

/** Standard deviation of each feature; 1 where it is always the same. */
function spreads(vectors: readonly (readonly number[])[]): number[] {
  const mean = means(vectors);
  return mean.map((middle, i) => {
    const variance = vectors.reduce((sum, vector) => sum + (vector[i] - middle) ** 2, 0) / vectors.length;
    return variance === 0 ? 1 : Math.sqrt(variance);
  });
}
