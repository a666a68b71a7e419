import { CollectEvidence, EvidenceCollected } from '@case-timeline/contracts'
import {
  anyOf,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { evidence } from './evidence.decide.ts'
import * as rules from './evidence.rules.ts'
import type { CollectEvidence as Collecting } from './evidence.ts'
import { collect } from './investigation.fixtures.ts'

const given = specificationOf(evidence)
const collected = { type: EvidenceCollected.type, data: EvidenceCollected.example }

describe('collecting evidence', () => {
  it('is recorded', () => given().when(collect()).then(EvidenceCollected))
  it(rules.evidenceBelongsToAnOpenedCase.sentence, () =>
    given().when(collect({}, false)).thenRefusedBy(rules.evidenceBelongsToAnOpenedCase),
  )
  it(rules.anItemIsCollectedOnce.sentence, () => given([collected]).when(collect()).thenRefusedBy(rules.anItemIsCollectedOnce))
  it(rules.aDigitalItemHasAHash.sentence, () => {
    given()
      .when(collect({ sha256: undefined }))
      .then(EvidenceCollected, warning(rules.aDigitalItemHasAHash))
    given()
      .when(collect({ kind: 'document', sha256: undefined }))
      .then(EvidenceCollected)
  })
})

describe('the laws of evidence', () => {
  const commands = anyOf<Collecting>([CollectEvidence], fc.record({ opened: fc.boolean() }))
  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(evidence, commands))
  it('evolve never throws', () => evolveNeverThrows(evidence, commands))
  it('each rule has one name', () => rulesHaveOneName('investigation', rules))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(evidence, [EvidenceCollected], commands))
})
