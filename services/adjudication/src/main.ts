import process from 'node:process'
import { runAsProcess } from '@case-timeline/service-kit'
import { start } from './index.ts'

await runAsProcess(start, process)
