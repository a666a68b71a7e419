import stopPostgres from '../../../libs/embedded/jest/stop.mjs'

export default async () => {
  await stopPostgres()
  await globalThis.stopTestKafka?.()
}
