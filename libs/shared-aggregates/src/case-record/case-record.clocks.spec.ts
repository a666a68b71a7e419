import { CaseTransferred, TransferReceived } from '@case-timeline/contracts'
import { expect, it } from '@jest/globals'
import { clockSpecificationOf, effectiveFact } from '../fixtures.ts'
import { caseRecordClocksOf } from './case-record.clocks.ts'

const clocks = caseRecordClocksOf('prosecution')
const transferIsReceivedInTime = clocks[0]!.rule
const { deadlinesOwed, statesOf } = clockSpecificationOf('prosecution', clocks)

const recordedBy = (service: string, fact: ReturnType<typeof effectiveFact>) => ({
  ...fact,
  stored: { ...fact.stored, stream: `${service}.record-1` },
})
const first = { transferId: '7c8d9e0f-1a2b-4c3d-8e4f-5a6b7c8d9e10', from: 'zz-north', to: 'zz-south', reason: 'workload' }
const second = { ...first, transferId: '8d9e0f1a-2b3c-4d4e-8f50-6a7b8c9d0e1f', from: 'zz-south', to: 'zz-east' }
const transferred = (day: string, data: typeof first, by = 'prosecution') =>
  recordedBy(by, effectiveFact(CaseTransferred, day, data, { actor: { userId: 'p.reyes', agencyId: data.from, role: 'prosecutor' } }))
const received = (day: string) => recordedBy('prosecution', effectiveFact(TransferReceived, day, { transferId: first.transferId }))

it(transferIsReceivedInTime.sentence, () => {
  const start = transferred('2026-11-01', first)
  expect(deadlinesOwed(start).map(({ owedBy }) => owedBy)).toEqual([first.to])
  expect(statesOf(transferIsReceivedInTime, '2026-11-11', start)).toEqual(['due'])
  expect(statesOf(transferIsReceivedInTime, '2026-11-12', start)).toEqual(['overdue'])
  expect(statesOf(transferIsReceivedInTime, '2026-11-20', start, received('2026-11-11'))).toEqual(['met'])
  expect(statesOf(transferIsReceivedInTime, '2026-11-20', start, received('2026-11-12'))).toEqual(['metLate'])
})

it('the office that passes a case on receives it no more: the next office does', () => {
  const passedOn = [transferred('2026-11-01', first), transferred('2026-11-05', second)]
  expect(deadlinesOwed(...passedOn).map(({ key, owedBy }) => [key, owedBy])).toEqual([[second.transferId, second.to]])
  const late = [transferred('2026-11-01', first), transferred('2026-11-20', second)]
  expect(statesOf(transferIsReceivedInTime, '2026-11-21', ...late)).toEqual(['metLate', 'due'])
})

it('nothing is handed over when an office is reorganised', () =>
  expect(deadlinesOwed(transferred('2026-11-01', { ...first, reason: 'officeReorganised' }))).toEqual([]))

it('a transfer among the offices of another sector is theirs to receive', () =>
  expect(deadlinesOwed(transferred('2026-11-01', first, 'adjudication'))).toEqual([]))
