if __name__ == "fhir":  # found as top-level `fhir` because the repository root is on sys.path
    from pkgutil import extend_path

    __path__ = extend_path(__path__, __name__)
