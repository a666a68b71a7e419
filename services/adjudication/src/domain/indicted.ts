import type { KnownToTheCourt } from './court-case.ts'

/** Whether an indictment brought the charge before the court. */
export const isIndicted = ({ indictments }: Pick<KnownToTheCourt, 'indictments'>, chargeId: string): boolean =>
  indictments.some(({ chargeIds }) => chargeIds.includes(chargeId))
