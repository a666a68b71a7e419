export { CaseRecordController } from './case-record.controller.ts'
export { caseRecordStreams } from './case-record.stream.ts'
