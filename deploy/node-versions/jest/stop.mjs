import { rmSync } from 'node:fs'

export default () => {
  rmSync(process.env.CASE_TIMELINE_TEST_CLONE, { recursive: true, force: true })
  delete process.env.CASE_TIMELINE_TEST_CLONE
}
