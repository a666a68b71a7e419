import { commandControllers } from '@case-timeline/http'
import { cooperationStream } from './cooperation.stream.ts'

const INVESTIGATORS = ['lead-investigator', 'investigator'] as const

export const cooperationControllers = commandControllers(cooperationStream, {
  cooperation: {
    RequestPoliceCooperation: ['lead-investigator'],
    RecordPoliceCooperationAnswer: INVESTIGATORS,
    ShareSpontaneousInformation: ['lead-investigator'],
  },
})
