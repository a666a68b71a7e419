import type { DataOf } from '@case-timeline/contracts'
import type { DocketEntry } from './case-on-docket.ts'
import { docketChargeOf, withChangedCharges } from './docket-entries.ts'

/** The row with each of these charges: a court may decide a charge that no indictment of the record contains. */
export const withChargesOnDocket = (row: DocketEntry, chargeIds: readonly string[], accusedRef?: string): DocketEntry => {
  const missing = chargeIds.filter((chargeId) => !row.charges.some((charge) => charge.chargeId === chargeId))
  const added = missing.map((chargeId) => ({
    ...docketChargeOf(chargeId, row.laidCharges[chargeId]),
    ...(row.laidCharges[chargeId] === undefined && accusedRef !== undefined ? { accusedRef } : {}),
  }))
  return { ...row, charges: [...row.charges, ...added] }
}

/** The row after charges come before a court, in the case itself or in a part: those that a court had ended are open again. */
export const withChargesIndicted = (row: DocketEntry, chargeIds: readonly string[], partId?: string): DocketEntry => {
  const { charges } = withChargesOnDocket(row, chargeIds)
  return {
    ...row,
    charges: withChangedCharges(charges, chargeIds, ({ state }) => ({
      ...(partId === undefined ? {} : { partId }),
      ...(state === 'ended' ? { state: 'filed' } : {}),
    })),
  }
}

type Complained = DataOf<'adjudication.PrivateComplaintRegistered'>['charges']

/** The ids of the charges that a complaint brings. */
export const chargeIdsOf = (charges: Complained): string[] => charges.map(({ chargeId }) => chargeId)

/** The row with a complaint and the charges that it brings. */
export const withComplaint = (row: DocketEntry, complaintId: string, charges: Complained): DocketEntry => {
  const laid = Object.fromEntries(charges.map(({ chargeId, accusedRef, offenceCode }) => [chargeId, { accusedRef, offenceCode }]))
  const before = { ...row, complaints: [...row.complaints, complaintId], laidCharges: { ...laid, ...row.laidCharges } }
  return withChargesIndicted(before, chargeIdsOf(charges))
}
