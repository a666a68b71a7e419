export { CaseRecordController } from './case-record.controller.ts'
export { caseRecordStreams } from './case-record.stream.ts'
export { type Notice, notice, takesIn } from './notices.ts'
export { caseRecordRulesOf } from './domain/case-record.rules.ts'
