import type { KnownCharges } from './court-case.commands.ts'

/** Whether an indictment of the case contains the charge. */
export const isIndicted = ({ indictments }: Pick<KnownCharges, 'indictments'>, chargeId: string): boolean =>
  indictments.some(({ chargeIds }) => chargeIds.includes(chargeId))
