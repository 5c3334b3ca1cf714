export {
  type Atc,
  type AtcOptions,
  type Check,
  openAtc,
  type SharedCluster,
  type StartedBuild,
  shareCluster,
} from './atc/atc.ts'
export type {
  BuildStatus,
  BuildView,
  JobConfig,
  PipelineConfig,
  PutStep,
  Step,
  TaskContext,
  Version,
} from './atc/pipeline.ts'
export { GRACE_MS, type Invocation, type Programs, programsIn, type Script, scripted } from './atc/programs.ts'
export { readPipeline, type YamlOptions } from './atc/yaml.ts'
