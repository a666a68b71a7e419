import { CollectEvidence, EvidenceCollected } from '@case-timeline/contracts'
import {
  anyOf,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsAreOnlyWarnedAbout,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { evidence } from './evidence.decide.ts'
import { aDigitalItemHasAHash, anItemIsCollectedOnce, evidenceBelongsToAnOpenedCase } from './evidence.rules.ts'
import type { CollectEvidence as Collecting } from './evidence.ts'
import { collect } from './investigation.fixtures.ts'

const given = specificationOf(evidence)
const collected = { type: EvidenceCollected.type, data: EvidenceCollected.example }

describe('collecting evidence', () => {
  it('is recorded', () => given().when(collect()).then(EvidenceCollected))
  it(evidenceBelongsToAnOpenedCase.sentence, () => given().when(collect({}, false)).thenRefusedBy(evidenceBelongsToAnOpenedCase))
  it(anItemIsCollectedOnce.sentence, () => given([collected]).when(collect()).thenRefusedBy(anItemIsCollectedOnce))
  it(aDigitalItemHasAHash.sentence, () => {
    given()
      .when(collect({ sha256: undefined }))
      .then(EvidenceCollected, warning(aDigitalItemHasAHash))
    given()
      .when(collect({ kind: 'document', sha256: undefined }))
      .then(EvidenceCollected)
  })
})

describe('the laws of evidence', () => {
  const commands = anyOf<Collecting>([CollectEvidence], fc.record({ opened: fc.boolean() }))
  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(evidence, commands))
  it('evolve never throws', () => evolveNeverThrows(evidence, commands))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(evidence, [EvidenceCollected], commands))
})
