import type { KeyDecision } from '@case-timeline/contracts'
import type { Charge, Prosecution } from './prosecution.ts'

/** The victims of some charges who were asked for their views before no decision of these kinds. */
export const unheardVictims = (
  { viewsOf }: Prosecution,
  charges: readonly (Charge | undefined)[],
  ...decisions: readonly KeyDecision[]
): string[] => [
  ...new Set(
    charges
      .flatMap((charge) => charge?.perVictim ?? [])
      .map(({ personRef }) => personRef)
      .filter((personRef) => !decisions.some((decision) => viewsOf[personRef]?.includes(decision))),
  ),
]
