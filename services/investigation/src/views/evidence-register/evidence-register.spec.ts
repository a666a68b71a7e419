import {
  CaseReferredToProsecution,
  EvidenceCertified,
  EvidenceCollected,
  EvidenceCustodyTransferred,
  EvidenceRuledOn,
} from '@case-timeline/contracts'
import { shownBy, told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { evidenceRegisterView } from './evidence-register.view.ts'

const { evidenceId } = EvidenceCollected.example
const [hash, otherHash] = ['a'.repeat(64), 'b'.repeat(64)]
const collected = told(EvidenceCollected, { sha256: hash }, { agencyId: 'zz-police', occurredAt: '2026-03-27' })
const moved = (from: string, to: string, sha256 = hash) => told(EvidenceCustodyTransferred, { evidenceId, from, to, sha256 })

describe('the evidence register', () => {
  it('shows who collected an item and who has it now', () =>
    expect(shownBy(evidenceRegisterView, collected, moved('zz-police', 'zz-lab'), moved('zz-lab', 'zz-store'))).toMatchObject([
      {
        evidenceId,
        collectedBy: 'zz-police',
        collectedAt: '2026-03-27',
        custodian: 'zz-store',
        custodyUnbroken: true,
        handovers: [{}, {}],
      },
    ]))

  it('shows the agency to which an item came, where another recorded it', () =>
    expect(shownBy(evidenceRegisterView, told(EvidenceCollected, { custodian: 'zz-lab' }, { agencyId: 'zz-police' }))).toMatchObject([
      { collectedBy: 'zz-police', custodian: 'zz-lab' },
    ]))

  it('marks custody as broken by a handover from whoever did not have it, or with another content, and for ever', () => {
    const stranger = [moved('zz-police', 'zz-lab'), moved('zz-attic', 'zz-store'), moved('zz-store', 'zz-lab')]
    expect(shownBy(evidenceRegisterView, collected, ...stranger)).toMatchObject([{ custodyUnbroken: false, custodian: 'zz-lab' }])
    expect(shownBy(evidenceRegisterView, collected, moved('th-private-lab', 'zz-lab'))).toMatchObject([{ custodyUnbroken: false }])
    expect(shownBy(evidenceRegisterView, collected, moved('zz-police', 'zz-lab', otherHash))).toMatchObject([{ custodyUnbroken: false }])
  })

  it('shows in which dossier it went, what certifies it, and what the court ruled', () => {
    const referred = told(CaseReferredToProsecution, { evidence: [{ id: evidenceId }] })
    const { dossierId } = CaseReferredToProsecution.example
    const rows = shownBy(
      evidenceRegisterView,
      collected,
      referred,
      told(EvidenceCertified, { evidenceId }),
      told(EvidenceRuledOn, { evidenceId }),
    )
    expect(rows).toMatchObject([{ dossiers: [dossierId], certificates: [{ evidenceId }], ruling: { evidenceId } }])
  })

  it('shows no suspect or victim whom a dossier names, and no item that was never collected', () => {
    const text = JSON.stringify(
      shownBy(evidenceRegisterView, collected, told(CaseReferredToProsecution, { evidence: [{ id: evidenceId }] })),
    )
    for (const suspect of CaseReferredToProsecution.example.suspects) expect(text).not.toContain(suspect)
    expect(shownBy(evidenceRegisterView, moved('zz-police', 'zz-lab'))).toEqual([])
  })
})
