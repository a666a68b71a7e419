import startPostgres from '../../../libs/embedded/jest/start.mjs'
import { startKafka } from '../start-kafka.mjs'
import stop from './stop.mjs'

/**
 * Jest calls this once: the run shares one temporary broker, unless CASE_TIMELINE_TEST_KAFKA names one, and one
 * PostgreSQL.
 */
export default async () => {
  try {
    await startBroker()
    await startPostgres()
  } catch (failure) {
    // Jest does not run the teardown after a failed setup.
    await stop()
    throw failure
  }
}

const startBroker = async () => {
  if (process.env.CASE_TIMELINE_TEST_KAFKA) return
  const kafka = await startKafka()
  process.env.CASE_TIMELINE_TEST_KAFKA = kafka.brokers[0]
  globalThis.stopTestKafka = async () => {
    await kafka.stop()
    delete process.env.CASE_TIMELINE_TEST_KAFKA
    delete globalThis.stopTestKafka
  }
}
