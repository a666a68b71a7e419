import { describe, expect, it } from '@jest/globals'
import { CaseReferredToProsecution, DossierReceived } from '@case-timeline/contracts'
import { manifestHash } from './manifest.ts'

const dossier = CaseReferredToProsecution.example

describe('the manifest of a dossier', () => {
  it('has the hash that the examples of its events state', () => {
    expect(manifestHash(dossier)).toBe(dossier.manifestHash)
    expect(manifestHash(dossier)).toBe(DossierReceived.example.manifestHash)
  })

  it('is the same in whatever order the evidence is listed', () => {
    const items = [{ id: 'b' }, { id: 'a', sha256: 'x' }]
    expect(manifestHash({ ...dossier, evidence: items })).toBe(manifestHash({ ...dossier, evidence: items.toReversed() }))
  })

  it('changes with each item, suspect and dossier', () => {
    const hashes = [
      dossier,
      { ...dossier, evidence: [] },
      { ...dossier, suspects: [...dossier.suspects, 'x'] },
      { ...dossier, dossierId: 'x' },
    ].map(manifestHash)
    expect(new Set(hashes).size).toBe(4)
  })
})
