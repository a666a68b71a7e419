import {
  CaseReferredToProsecution,
  EvidenceCertified,
  EvidenceCollected,
  EvidenceCustodyTransferred,
  EvidenceRuledOn,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { evidenceRegisterView } from './evidence-register.view.ts'

const { evidenceId } = EvidenceCollected.example
const [hash, otherHash] = ['a'.repeat(64), 'b'.repeat(64)]
const collected = exampleFact(EvidenceCollected, { sha256: hash }, { agencyId: 'zz-police', occurredAt: '2026-03-27' })
const moved = (from: string, to: string, sha256 = hash) => exampleFact(EvidenceCustodyTransferred, { evidenceId, from, to, sha256 })

describe('the evidence register', () => {
  it('shows who collected an item and who has it now', () =>
    expect(rowsShownBy(evidenceRegisterView, collected, moved('zz-police', 'zz-lab'), moved('zz-lab', 'zz-store'))).toMatchObject([
      {
        evidenceId,
        collectedBy: 'zz-police',
        collectedAt: '2026-03-27',
        custodian: 'zz-store',
        custodyUnbroken: true,
        handovers: [{}, {}],
      },
    ]))

  it('shows the custodian of an item that another agency recorded', () =>
    expect(
      rowsShownBy(evidenceRegisterView, exampleFact(EvidenceCollected, { custodian: 'zz-lab' }, { agencyId: 'zz-police' })),
    ).toMatchObject([{ collectedBy: 'zz-police', custodian: 'zz-lab' }]))

  it('marks custody as broken by a handover from another agency than the custodian, or with another hash', () => {
    const stranger = [moved('zz-police', 'zz-lab'), moved('zz-attic', 'zz-store'), moved('zz-store', 'zz-lab')]
    expect(rowsShownBy(evidenceRegisterView, collected, ...stranger)).toMatchObject([{ custodyUnbroken: false, custodian: 'zz-lab' }])
    expect(rowsShownBy(evidenceRegisterView, collected, moved('th-private-lab', 'zz-lab'))).toMatchObject([{ custodyUnbroken: false }])
    expect(rowsShownBy(evidenceRegisterView, collected, moved('zz-police', 'zz-lab', otherHash))).toMatchObject([
      { custodyUnbroken: false },
    ])
  })

  it('shows the chain of custody by when the handovers happened, in whatever order they are recorded', () => {
    const on = (occurredAt: string, from: string, to: string) =>
      exampleFact(EvidenceCustodyTransferred, { evidenceId, from, to, sha256: hash }, { occurredAt })
    const [first, last] = [on('2026-03-28', 'zz-police', 'zz-lab'), on('2026-05-10', 'zz-attic', 'zz-store')]
    expect(rowsShownBy(evidenceRegisterView, collected, last, first)).toMatchObject([{ custodyUnbroken: false, custodian: 'zz-store' }])
    expect(rowsShownBy(evidenceRegisterView, collected, last, first, on('2026-04-01', 'zz-lab', 'zz-attic'))).toMatchObject([
      {
        custodyUnbroken: true,
        custodian: 'zz-store',
        firstCustodian: 'zz-police',
        handovers: [{ to: 'zz-lab' }, { to: 'zz-attic' }, { to: 'zz-store' }],
      },
    ])
  })

  it('shows the dossiers, the certificates and the ruling of an item', () => {
    const referred = exampleFact(CaseReferredToProsecution, { evidence: [{ id: evidenceId }] })
    const { dossierId } = CaseReferredToProsecution.example
    const rows = rowsShownBy(
      evidenceRegisterView,
      collected,
      referred,
      exampleFact(EvidenceCertified, { evidenceId }),
      exampleFact(EvidenceRuledOn, { evidenceId }),
    )
    expect(rows).toMatchObject([{ dossiers: [dossierId], certificates: [{ evidenceId }], ruling: { evidenceId } }])
  })

  it('shows no persons whom a dossier names, and no item that was never collected', () => {
    const text = JSON.stringify(
      rowsShownBy(evidenceRegisterView, collected, exampleFact(CaseReferredToProsecution, { evidence: [{ id: evidenceId }] })),
    )
    for (const suspect of CaseReferredToProsecution.example.suspects) expect(text).not.toContain(suspect)
    expect(rowsShownBy(evidenceRegisterView, moved('zz-police', 'zz-lab'))).toEqual([])
  })
})
