import { describe, expect, it } from '@jest/globals'
import { CaseReferredToProsecution } from '@case-timeline/contracts'
import { manifestOf } from './dossier.ts'

const dossier = CaseReferredToProsecution.example

describe('the manifest of a dossier', () => {
  it('contains the dossier, its suspects and its evidence, and nothing else of the referral', () =>
    expect(manifestOf(dossier)).toEqual({ dossierId: dossier.dossierId, suspects: dossier.suspects, evidence: dossier.evidence }))

  it('does not depend on the order of the evidence', () => {
    const items = [{ id: 'b' }, { id: 'a', sha256: 'x' }]
    expect(manifestOf({ ...dossier, evidence: items })).toEqual(manifestOf({ ...dossier, evidence: items.toReversed() }))
    expect(manifestOf({ ...dossier, evidence: items }).evidence).toEqual([{ id: 'a', sha256: 'x' }, { id: 'b' }])
  })

  it('keeps the order of the suspects', () => expect(manifestOf({ ...dossier, suspects: ['b', 'a'] }).suspects).toEqual(['b', 'a']))
})
