// Builds all images: docker buildx bake -f deploy/images.hcl
variable "VERSION" { default = "0.0.0-unreleased" }
variable "REVISION" { default = "unknown" }
// The time of the sources: SOURCE_DATE_EPOCH=$(git log -1 --format=%ct), CREATED=$(git log -1 --format=%cI).
variable "SOURCE_DATE_EPOCH" { default = "0" }
variable "CREATED" { default = "1970-01-01T00:00:00Z" }

group "default" {
  targets = ["image"]
}

target "image" {
  name = service
  matrix = {
    service = ["investigation", "prosecution", "adjudication", "victim-support", "audit-trail", "casectl"]
  }
  context    = "."
  dockerfile = "deploy/Dockerfile"
  args = {
    SERVICE           = service
    VERSION           = VERSION
    REVISION          = REVISION
    SOURCE_DATE_EPOCH = SOURCE_DATE_EPOCH
    CREATED           = CREATED
  }
  tags = ["case-timeline/${service}:${VERSION}"]
}
