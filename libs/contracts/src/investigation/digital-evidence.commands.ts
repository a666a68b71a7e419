import { commandType } from '../command-type.ts'
import { DeviceExamined } from './device-examined.ts'
import { PlatformAnswered } from './platform-answered.ts'
import { TakedownRequested } from './takedown-requested.ts'

export const RecordDeviceExamination = commandType({
  name: 'RecordDeviceExamination',
  service: 'investigation',
  meaning: 'Records that data were read from a device or other digital item of evidence.',
  data: DeviceExamined.data,
  example: DeviceExamined.example,
})

export const RequestTakedown = commandType({
  name: 'RequestTakedown',
  service: 'investigation',
  meaning: 'Requests a platform to remove what online traces lead to.',
  data: TakedownRequested.data,
  example: TakedownRequested.example,
})

export const RecordPlatformAnswer = commandType({
  name: 'RecordPlatformAnswer',
  service: 'investigation',
  meaning: 'Records the answer of a platform to a request to remove content.',
  data: PlatformAnswered.data,
  example: PlatformAnswered.example,
})
