import type { DataOf } from '@case-timeline/contracts'

/** A record of an act of a party, such as a notice of appeal, by one sector. */
export interface RecordedAct {
  readonly id: string
  /** What is the same in each record of the act: see `appealKey` and `claimKey`. */
  readonly key: string
  /** The service in whose stream it is recorded. */
  readonly sector: string
}

/**
 * An act of a party, as one or more sectors recorded it. This shape is stored in `docket_v6` and `compensation_v2`: change it
 * with their versions.
 */
export interface ActOfParty {
  /** The ids under which it was recorded, the first one first. */
  readonly ids: readonly string[]
  readonly key: string
  /** The sectors that recorded it, each once. */
  readonly sectors: readonly string[]
}

/** The service to which a stream belongs. */
export const sectorOf = (stream: string): string => stream.slice(0, Math.max(0, stream.indexOf('.')))

/**
 * The act of which something is another record: under the same id; otherwise one with the same content that this sector has
 * not recorded yet, if neither is decided. Of two acts with the same content that one sector recorded, each is one; and what
 * is recorded after the decision on an act is a new one. That an act seems open is harmless, that it seems decided is not.
 * @param acts in the order in which they were first recorded
 * @param decided the ids that were decided before this record
 */
export const actRecordedBy = <A extends ActOfParty>(
  acts: readonly A[],
  { id, key, sector }: RecordedAct,
  decided: readonly string[] = [],
): A | undefined =>
  acts.find(({ ids }) => ids.includes(id)) ??
  acts.find((act) => act.key === key && !act.sectors.includes(sector) && ![...act.ids, id].some((one) => decided.includes(one)))

const added = (all: readonly string[], one: string): readonly string[] => (all.includes(one) ? all : [...all, one])

/** The acts after another record: of an act that is among them and was not among the decided ones, or of a new one. */
export const withRecordedAct = (
  acts: readonly ActOfParty[],
  recorded: RecordedAct,
  decided: readonly string[] = [],
): readonly ActOfParty[] => {
  const { id, key, sector } = recorded
  const same = actRecordedBy(acts, recorded, decided)
  if (!same) return [...acts, { ids: [id], key, sectors: [sector] }]
  return acts.map((act) => (act === same ? { ...act, ids: added(act.ids, id), sectors: added(act.sectors, sector) } : act))
}

/** All ids under which the act with an id was recorded; the id alone if none was. */
export const idsOfAct = (acts: readonly ActOfParty[], id: string): readonly string[] =>
  acts.find(({ ids }) => ids.includes(id))?.ids ?? [id]

/**
 * One notice of appeal has one decision, one party and one remedy. That of a victim does not say of which one: only the same
 * id is the same notice.
 */
export const appealKey = ({
  against,
  byRole,
  remedy = 'appeal',
  appealId,
}: Pick<DataOf<'prosecution.AppealLodged'>, 'against' | 'byRole' | 'remedy' | 'appealId'>): string =>
  [against, byRole, remedy, ...(byRole === 'victim' ? [appealId] : [])].join('~')

/** `250000.00` and `250000` are one amount. */
const amountOf = (amount: string): string => (amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount)

/** One claim for compensation has one claimant and one sum. */
export const claimKey = ({
  personRef,
  amount,
  currency,
}: Pick<DataOf<'prosecution.CompensationClaimFiled'>, 'personRef' | 'amount' | 'currency'>): string =>
  [personRef, amountOf(amount), currency].join('~')
