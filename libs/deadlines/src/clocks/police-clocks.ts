import {
  AssetsFrozen,
  AssetsReleased,
  CaseReferredToProsecution,
  CooperationMechanismEnded,
  CooperationMechanismEstablished,
  FurtherInvestigationRequested,
  InvestigationClosed,
  PreservationAnswered,
  PreservationRequested,
} from '@case-timeline/contracts'
import { inTime, starts, stops, type Clock } from '../clock.ts'
import { custodyClockOf } from './custody-clocks.ts'

const stream = (caseId: string): string => `case-${caseId}`

export const aPreservationIsAnsweredBeforeItExpires = inTime(
  'investigation.a-preservation-is-answered-before-it-expires',
  'a platform’s answer is in before what it was to preserve may be deleted',
  'Budapest Convention 16, 29 [G]',
)

const preservation: Clock = {
  rule: aPreservationIsAnsweredBeforeItExpires,
  owedBy: 'investigation',
  starts: [starts(PreservationRequested, ({ requestId, expiresAt }) => ({ key: requestId, due: { on: expiresAt } }))],
  stops: [stops(PreservationAnswered, ({ requestId }) => ({ key: requestId }))],
  stream,
}

export const frozenAssetsAreDecidedOnBeforeTheFreezeExpires = inTime(
  'investigation.frozen-assets-are-decided-on-before-the-freeze-expires',
  'each frozen asset is released before its freezing expires, or frozen anew',
  'UNTOC 12; ACTIP 17 [G]',
)

const eachAsset = ({ assetIds }: { readonly assetIds: readonly string[] }) => assetIds.map((key) => ({ key }))

const freezing: Clock = {
  rule: frozenAssetsAreDecidedOnBeforeTheFreezeExpires,
  owedBy: 'investigation',
  starts: [starts(AssetsFrozen, ({ assetIds, expiresAt }) => assetIds.map((key) => ({ key, due: { on: expiresAt } })))],
  stops: [stops(AssetsReleased, eachAsset), stops(AssetsFrozen, eachAsset)],
  several: true,
  stream,
}

export const aMechanismIsReviewedInTime = inTime(
  'investigation.a-mechanism-is-reviewed-in-time',
  'a standing mechanism of cooperation is reviewed by the day it names: it is renewed, or ended',
  'ACTIP 20 [G]',
)

const mechanism: Clock = {
  rule: aMechanismIsReviewedInTime,
  owedBy: 'investigation',
  starts: [starts(CooperationMechanismEstablished, ({ mechanismId, reviewBy }) => ({ key: mechanismId, due: { on: reviewBy } }))],
  stops: [
    stops(CooperationMechanismEstablished, ({ renews }) => (renews === undefined ? undefined : { key: renews })),
    stops(CooperationMechanismEnded, ({ mechanismId }) => ({ key: mechanismId })),
  ],
  stream,
}

export const aFurtherInvestigationIsDoneInTime = inTime(
  'investigation.a-further-investigation-is-done-in-time',
  'what the prosecutor asked to be investigated further is answered by a new dossier in time',
  'practice [G]',
)

const furtherInvestigation: Clock = {
  rule: aFurtherInvestigationIsDoneInTime,
  owedBy: 'investigation',
  starts: [starts(FurtherInvestigationRequested, ({ dueAt }) => ({ key: 'dossier', due: { on: dueAt } }))],
  stops: [
    stops(CaseReferredToProsecution, () => ({ key: 'dossier' })),
    stops(InvestigationClosed, () => ({ key: 'dossier', waives: true })),
  ],
  stream,
}

export const policeClocks: readonly Clock[] = [custodyClockOf('investigation'), preservation, freezing, mechanism, furtherInvestigation]
